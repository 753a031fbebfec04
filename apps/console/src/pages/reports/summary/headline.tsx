import { Paper, SimpleGrid, Text } from '@mantine/core';
import { headline } from './figure-data.js';
import type { Summary } from './figure-data.js';

/** To the eye the amount comes first; a list has the term before. */
const AMOUNT_FIRST = { flexDirection: 'column-reverse', justifyContent: 'flex-end' } as const;

/** The numbers that are asked for first. */
export function Headline({ summary }: { summary: Summary }) {
  return (
    <SimpleGrid component="dl" cols={{ base: 2, sm: 3, md: 5 }} spacing="sm" m={0}>
      {headline(summary).map(([what, amount]) => (
        <Paper withBorder p="sm" key={what} display="flex" style={AMOUNT_FIRST}>
          <Text component="dt" size="sm" c="dimmed">
            {what}
          </Text>
          <Text component="dd" m={0} size="xl" fw={650}>
            {amount}
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  );
}
