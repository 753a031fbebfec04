import { List, SimpleGrid, Stack, Table, Text, Title, VisuallyHidden } from '@mantine/core';
import type { PolicyContent } from '../policy-types.js';
import { policyDifferences } from './policy-differences.js';
import type { Difference } from './policy-differences.js';
import { policyInWords } from './policy-in-words.js';
import classes from './policy-words.module.css';
import { isolated } from '../../../shared/isolated.js';

/** A policy in plain sentences. */
export function PolicyWords({ content }: { content: PolicyContent }) {
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      {policyInWords(content).map(({ heading, sentences }) => (
        <Stack key={heading} gap={6}>
          <Title order={3} size="h6">
            {heading}
          </Title>
          <List size="sm" spacing={4} withPadding={false} style={{ overflowWrap: 'anywhere' }}>
            {sentences.map((sentence, i) => (
              <List.Item key={i}>{sentence}</List.Item>
            ))}
          </List>
        </Stack>
      ))}
    </SimpleGrid>
  );
}

interface DifferenceListProps {
  before: PolicyContent;
  after: PolicyContent;
  /** Fields to mark, and the words of the mark. */
  marked?: { fields: readonly string[]; note: string };
}

/** The differences field by field, as removed and added lines. */
export function DifferenceList({ before, after, marked }: DifferenceListProps) {
  const differences = policyDifferences(before, after);
  if (differences.length === 0) return <Text size="sm">Nothing differs.</Text>;
  return (
    <Table layout="fixed" variant="vertical" withTableBorder aria-label="Differences" verticalSpacing={6}>
      <Table.Tbody>
        {differences.map((difference) => (
          <Table.Tr key={difference.field}>
            <Table.Th w={{ base: 110, sm: 200 }} scope="row" style={{ verticalAlign: 'top' }}>
              {difference.label}
              {marked?.fields.includes(difference.field) === true && (
                <Text size="xs" fw={400}>
                  {marked.note}
                </Text>
              )}
            </Table.Th>
            <Table.Td>
              <Lines {...difference} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Lines({ removed, added }: Difference) {
  if (removed.length + added.length === 0)
    return <Text size="sm">Written differently; the meaning is the same.</Text>;
  return (
    <Stack gap={2}>
      {removed.map((line) => (
        <Text key={line} size="sm" className={classes['removed']} component="del">
          <VisuallyHidden>Was: </VisuallyHidden>− {isolated(line)}
        </Text>
      ))}
      {added.map((line) => (
        <Text key={line} size="sm" className={classes['added']} component="ins">
          <VisuallyHidden>Is: </VisuallyHidden>+ {isolated(line)}
        </Text>
      ))}
    </Stack>
  );
}
