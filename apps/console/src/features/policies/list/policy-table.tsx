import type { Schema } from '@countersign/api-client';
import { Box, Stack, Table, Text } from '@mantine/core';
import { LinkTo } from '../../../shared/links.js';
import { PolicyState } from '../policy-state.js';
import { conditionInWords, stepsInShort } from '../words/policy-in-words.js';
import { Name } from '../../../shared/name.js';

type Policy = Schema<'Policy'>;

/** The policy's own page shows all conditions. */
const CONDITIONS_SHOWN = 2;

/** Policies by name. On a narrow screen the other columns move below the name. */
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
            <Name>{name}</Name>
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
  const more = conditions.length - CONDITIONS_SHOWN;
  return (
    <>
      {conditions.slice(0, CONDITIONS_SHOWN).map((condition, i) => (
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
