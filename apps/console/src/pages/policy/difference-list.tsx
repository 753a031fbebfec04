import { Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import type { PolicyContent } from './policy-types.js';
import { policyDifferences } from './words/policy-differences.js';
import type { Difference } from './words/policy-differences.js';
import classes from './policy.module.css';

/** Two contents of a policy. */
export interface DifferenceListProps {
  before: PolicyContent;
  after: PolicyContent;
  /** Fields to mark, with what the mark says. */
  marked?: { fields: readonly string[]; note: string };
}

/** What differs, field by field, as in a review: lines that went, lines that came. */
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
  if (removed.length + added.length === 0) return <Text size="sm">Written differently, means the same.</Text>;
  return (
    <Stack gap={2}>
      {removed.map((line) => (
        <Text key={line} size="sm" className={classes['removed']} component="del">
          <VisuallyHidden>Was: </VisuallyHidden>− {line}
        </Text>
      ))}
      {added.map((line) => (
        <Text key={line} size="sm" className={classes['added']} component="ins">
          <VisuallyHidden>Is: </VisuallyHidden>+ {line}
        </Text>
      ))}
    </Stack>
  );
}
