import { List, SimpleGrid, Stack, Title } from '@mantine/core';
import type { PolicyContent } from './policy-types.js';
import { policyInWords } from './words/policy-in-words.js';

/** The whole policy in plain sentences. */
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
