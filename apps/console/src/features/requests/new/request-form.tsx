import { useState } from 'react';
import { IconInfoCircle } from '@tabler/icons-react';
import { ApiProblem } from '@countersign/api-client';
import { Alert, Button, Group, Paper, Stack, Textarea, TextInput } from '@mantine/core';
import { LinkTo } from '../../../shared/links.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import type { RequestSummary } from '../types.js';
import { bodyOf, draftProblems, problemsOf } from './draft.js';
import type { Draft } from './draft.js';
import type { Limits } from './limits.js';
import { openRequest } from './recent.js';
import { TargetFields } from './target-fields.js';
import { DurationField, StartField } from './time-fields.js';
import { useSubmit } from './use-new-request.js';

interface RequestFormProps {
  draft: Draft;
  write: (changes: Partial<Draft>) => void;
  keep: () => void;
  forget: () => void;
  limits: Limits;
  /** The reader's latest requests. */
  mine: readonly RequestSummary[];
}

/** The form. After the first attempt to send, each field says what is wrong with it. */
export function RequestForm({ draft, write, keep, forget, limits, mine }: RequestFormProps) {
  const submit = useSubmit(forget);
  const [isTried, setTried] = useState(false);
  const found = draftProblems(draft, limits, new Date());
  const answered = submit.error instanceof ApiProblem ? problemsOf(submit.error) : {};
  const problems = { ...answered, ...(isTried && found) };
  const open = openRequest(mine, draft);
  const send = (event: React.SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(found).length > 0) {
      focusFirst(found);
      return;
    }
    keep();
    submit.run(bodyOf(draft));
  };
  return (
    <Paper component="form" withBorder p="md" noValidate onSubmit={send} aria-label="Request access">
      <Stack gap="md">
        <TargetFields draft={draft} problems={problems} mine={mine} write={write} />
        {open && <OpenAlready id={open.id} />}
        <DurationField
          value={draft.duration}
          limits={limits}
          problem={problems.duration}
          onChange={(duration) => write({ duration })}
        />
        <StartField draft={draft} problem={problems.startsAt} onChange={(startsAt) => write({ startsAt })} />
        <Textarea
          id="justification"
          label="Why you need it"
          description="Approvers read it, and it stays on record."
          withAsterisk={limits?.justification === 'required'}
          aria-required={limits?.justification === 'required'}
          autosize
          minRows={3}
          maxRows={10}
          maxLength={2000}
          value={draft.justification}
          error={problems.justification}
          onChange={({ currentTarget }) => write({ justification: currentTarget.value })}
        />
        <TextInput
          id="ticket"
          label="Ticket"
          description="The id of your incident or change, if there is one."
          maxLength={128}
          autoComplete="off"
          value={draft.ticket}
          error={problems.ticket}
          onChange={({ currentTarget }) => write({ ticket: currentTarget.value })}
        />
        {submit.error && <SubmitProblem error={submit.error} />}
        <Group>
          <Button type="submit" loading={submit.isPending}>
            Request access
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

/** Focuses the first field with a problem, so that screen readers read its message. */
function focusFirst(problems: object): void {
  document.getElementById(Object.keys(problems)[0] ?? '')?.focus();
}

/** Why the request was not accepted, with a link to the open or refused request. */
function SubmitProblem({ error }: { error: Error }) {
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

/** Says that a request for the same place is pending already (`rules.md#one-pending-request`). */
function OpenAlready({ id }: { id: string }) {
  return (
    <Alert
      color="yellow"
      variant="light"
      role="status"
      icon={<IconInfoCircle aria-hidden />}
      title="You have already requested this"
    >
      It is still open:{' '}
      <LinkTo to="/requests/$id" params={{ id }} inherit>
        go to your open request
      </LinkTo>
      .
    </Alert>
  );
}
