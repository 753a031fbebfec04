import { ApiProblem } from '@countersign/api-client';
import { Stack } from '@mantine/core';
import { LinkTo } from '../../shared/links.js';
import { ProblemAlert } from '../../shared/problem-alert.js';
import { OpenAlready } from './open-already.js';

/** Why the request was not accepted, and where that leads. */
export function SubmitProblem({ error }: { error: Error }) {
  const { openRequestId: open, refusedRequestId: refused } = error instanceof ApiProblem ? error.members : {};
  if (typeof open === 'string') return <OpenAlready id={open} />;
  return (
    <Stack gap="xs">
      <ProblemAlert error={error} title="Your request was not accepted" />
      {typeof refused === 'string' && (
        <LinkTo to="/requests/$id" params={{ id: refused }} size="sm">
          The refusal is on record
        </LinkTo>
      )}
    </Stack>
  );
}
