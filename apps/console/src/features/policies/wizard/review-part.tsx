import { Paper, Stack, Text, Title } from '@mantine/core';
import { DifferenceList, PolicyWords } from '../words/policy-words.js';
import { contentOf } from './draft.js';
import { missingIn } from './problems.js';
import type { Base } from './use-wizard-state.js';
import { useWizard } from './wizard-context.js';
import { Name } from '../../../shared/name.js';

/** Third part: the policy in plain sentences, and what it changes. */
export function ReviewPart({ base }: { base: Base | null }) {
  const { draft } = useWizard();
  const isWhole = missingIn(draft).length === 0;
  if (!isWhole)
    return (
      <Text>Something is still missing: try to save the policy, and each incomplete field is listed.</Text>
    );
  const content = contentOf(draft);
  return (
    <Stack gap="lg">
      <Paper withBorder p="md" component="section" aria-label="The policy in words">
        <Title order={2} size="h5" mb="sm">
          <Name>{content.name}</Name>
        </Title>
        <PolicyWords content={content} />
      </Paper>
      {base && (
        <Paper withBorder p="md" component="section" aria-label="Changes">
          <Title order={2} size="h5" mb="sm">
            What changes from version {base.version}
          </Title>
          <DifferenceList before={base.content} after={content} />
        </Paper>
      )}
      {base && (
        <Text size="sm">
          The next version governs new requests. Pending requests and granted access keep the version they
          have.
        </Text>
      )}
    </Stack>
  );
}
