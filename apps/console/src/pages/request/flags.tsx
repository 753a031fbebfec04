import { IconAlertTriangle } from '@tabler/icons-react';
import { Alert, Stack } from '@mantine/core';
import type { Request } from '../../requests/types.js';

/** What every report flags about a request, and what is missing in it, said before anything else. */
export function Flags({ request }: { request: Request }) {
  const { unmatched, steps, refusal, incomplete } = request;
  const isSelfApproved = steps.some(({ decisions }) => decisions.some(({ selfApproval }) => selfApproval));
  if (!unmatched && !isSelfApproved && !refusal && !incomplete) return null;
  return (
    <Stack gap="xs" mb="md">
      {refusal && <Flag color="red" title="Refused" text={refusal.detail} />}
      {incomplete && (
        <Flag
          color="yellow"
          title="Incomplete"
          text="A service does not answer: names, comments or the reason are missing here. They appear once it answers."
        />
      )}
      {unmatched && (
        <Flag
          color="yellow"
          title="No policy"
          text="No policy governs this; it was granted without approval."
        />
      )}
      {isSelfApproved && (
        <Flag
          color="yellow"
          title="Self-approved"
          text="The requester approved this themselves; reports flag it."
        />
      )}
    </Stack>
  );
}

function Flag({ color, title, text }: { color: string; title: string; text: string }) {
  return (
    <Alert color={color} variant="light" title={title} icon={<IconAlertTriangle aria-hidden />}>
      {text}
    </Alert>
  );
}
