import type { Schema } from '@countersign/api-client';
import { Box, Stack, Table, Text } from '@mantine/core';
import { LinkTo } from '../../shared/links.js';
import { conditionInWords, stepsInShort } from '../policy/words/parts-in-words.js';
import { PolicyState } from './policy-state.js';

type Policy = Schema<'Policy'>;

/** Conditions of a row; more stand on the policy's own page. */
const SHOWN = 2;

/** Policies by name. Where there is little room, what is beside the name moves below it. */
export function PolicyTable({ policies }: { policies: readonly Policy[] }) {
  return (
    <Table verticalSpacing="sm" aria-label="Policies" layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Policy</Table.Th>
          <Table.Th visibleFrom="sm">Approvals</Table.Th>
          <Table.Th visibleFrom="sm" w={90}>
            Priority
          </Table.Th>
          <Table.Th w={165} visibleFrom="sm">
            State
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {policies.map((policy) => (
          <Row key={policy.id} policy={policy} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ policy: { id, name, conditions, steps, priority, enabled } }: { policy: Policy }) {
  return (
    <Table.Tr>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        <Stack gap={2}>
          <LinkTo to="/policies/$id" params={{ id }} fw={600}>
            {name}
          </LinkTo>
          <Box hiddenFrom="sm">
            <PolicyState state={enabled ? 'on' : 'off'} />
          </Box>
          <Conditions conditions={conditions} />
          <Text size="sm" hiddenFrom="sm">
            {stepsInShort(steps)}
          </Text>
        </Stack>
      </Table.Td>
      <Table.Td visibleFrom="sm" style={{ overflowWrap: 'anywhere' }}>
        {stepsInShort(steps)}
      </Table.Td>
      <Table.Td visibleFrom="sm">{priority}</Table.Td>
      <Table.Td visibleFrom="sm">
        <PolicyState state={enabled ? 'on' : 'off'} />
      </Table.Td>
    </Table.Tr>
  );
}

function Conditions({ conditions }: Pick<Policy, 'conditions'>) {
  const more = conditions.length - SHOWN;
  return (
    <>
      {conditions.slice(0, SHOWN).map((condition, i) => (
        <Text key={i} size="sm" c="dimmed">
          {conditionInWords(condition)}
        </Text>
      ))}
      {more > 0 && (
        <Text size="sm" c="dimmed">
          and {more} more
        </Text>
      )}
    </>
  );
}
