import { useState } from 'react';
import { ApiProblem } from '@countersign/api-client';
import { Button, Group, Paper, Stack, Textarea, TextInput } from '@mantine/core';
import type { RequestSummary } from '../../requests/types.js';
import { bodyOf, draftProblems, problemsOf } from './draft.js';
import type { Draft, Limits } from './draft.js';
import { DurationField } from './duration-field.js';
import { OpenAlready } from './open-already.js';
import { openRequest } from './recent.js';
import { StartField } from './start-field.js';
import { SubmitProblem } from './submit-problem.js';
import { TargetFields } from './target-fields.js';
import { useSubmit } from './use-submit.js';

/** What is being written, and what is known about it. */
export interface RequestFormProps {
  draft: Draft;
  write: (changes: Partial<Draft>) => void;
  keep: () => void;
  forget: () => void;
  limits: Limits;
  /** The reader's latest requests. */
  mine: readonly RequestSummary[];
}

/** The form; what is wrong is said beside the field, once somebody wants to send it. */
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
          description="Those who decide read it, and it stays on record."
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
          description="Of your incident or change, if there is one."
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

/** The first field that needs something gets the focus: its message is read with it. */
function focusFirst(problems: object): void {
  document.getElementById(Object.keys(problems)[0] ?? '')?.focus();
}
