import { useLayoutEffect } from 'react';
import { ApiProblem } from '@countersign/api-client';
import { Box, Button, Group, Stack, Stepper, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useBlocker } from '@tanstack/react-router';
import { Confirm } from '../../../shared/confirm.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import { ConfigurationPart } from './configuration-part.js';
import { ProblemSummary, SUMMARY } from './problem-summary.js';
import { partOf, PARTS } from './problems.js';
import { ReviewPart } from './review-part.js';
import { SequencePart } from './sequence-part.js';
import { PART_HEADING, useWizardState } from './use-wizard-state.js';
import type { WizardStart } from './use-wizard-state.js';
import { VersionConflict } from './version-conflict.js';
import { WizardProvider } from './wizard-context.js';

const REVIEW = PARTS.length - 1;

/** Writes a policy in three parts, which can be visited in any order. */
export function PolicyWizard(start: WizardStart) {
  const wizard = useWizardState(start);
  const { part, draft, set, problems, base, action, focusOn } = wizard;
  useLayoutEffect(() => {
    if (action.error) document.getElementById(SUMMARY)?.focus();
  }, [action.error]);
  return (
    <WizardProvider value={{ draft, set, problems, focusOn }}>
      <LeaveQuestion isAsked={wizard.isChanged && !action.isPending && !action.isSuccess} />
      <Stack gap="lg">
        <Parts part={part} problems={problems} onGo={wizard.goTo} />
        <Refused wizard={wizard} policyId={start.id} />
        <Box>
          <Title order={2} size="h4" mb="md" id={PART_HEADING} tabIndex={-1} style={{ outline: 'none' }}>
            {PARTS[part]}
          </Title>
          {part === 0 && <ConfigurationPart policyId={start.id} />}
          {part === 1 && <SequencePart />}
          {part === REVIEW && <ReviewPart base={base} />}
        </Box>
        <Group justify="space-between">
          <Button
            variant="default"
            onClick={() => wizard.goTo(part - 1)}
            {...(part === 0 && { style: { visibility: 'hidden' } })}
          >
            Back
          </Button>
          {part < REVIEW ? (
            <Button onClick={() => wizard.next() || focusOn(SUMMARY)}>Next</Button>
          ) : (
            <Button
              loading={action.isPending}
              disabled={base !== null && !wizard.isChanged}
              onClick={() => wizard.save() || focusOn(SUMMARY)}
            >
              {base ? `Save as version ${base.version + 1}` : 'Create policy'}
            </Button>
          )}
        </Group>
      </Stack>
    </WizardProvider>
  );
}

interface PartsProps {
  part: number;
  problems: readonly { path: string }[];
  onGo: (part: number) => void;
}

function Parts({ part, problems, onGo }: PartsProps) {
  const isNarrow = useMediaQuery('(max-width: 48em)');
  return (
    <Stepper
      orientation={isNarrow ? 'vertical' : 'horizontal'}
      active={part}
      onStepClick={onGo}
      size="sm"
      component="nav"
      aria-label="Parts of the policy"
    >
      {PARTS.map((label, i) => {
        const isWrong = problems.some(({ path }) => i < REVIEW && partOf(path) === i);
        return (
          <Stepper.Step
            key={label}
            label={label}
            {...(isWrong && { description: 'incomplete', color: 'red' })}
            {...(i === part && { 'aria-current': 'step' as const })}
          />
        );
      })}
    </Stepper>
  );
}

interface RefusedProps {
  wizard: ReturnType<typeof useWizardState>;
  policyId: string | null;
}

/** Why the policy could not be saved: invalid fields, a newer version, or another problem. */
function Refused({ wizard, policyId }: RefusedProps) {
  const { action, problems, base, draft } = wizard;
  const { error } = action;
  const isConflict = error instanceof ApiProblem && error.status === 412;
  if (isConflict && base && policyId !== null)
    return <VersionConflict policyId={policyId} base={base} draft={draft} onChoose={wizard.restart} />;
  if (problems.length > 0)
    return <ProblemSummary title="Please correct these fields" onFollow={wizard.follow} />;
  const isAboutFields =
    error instanceof ApiProblem && (error.errors.length > 0 || error.code === 'policy-name-taken');
  if (!error || isAboutFields) return null;
  return (
    <Box id={SUMMARY} tabIndex={-1}>
      <ProblemAlert error={error} title="The policy was not saved" />
    </Box>
  );
}

/** Asks before unsaved changes are lost through a link, the browser's buttons or closing the page. */
function LeaveQuestion({ isAsked }: { isAsked: boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => isAsked,
    enableBeforeUnload: isAsked,
    withResolver: true,
  });
  return (
    <Confirm
      opened={status === 'blocked'}
      title="Leave without saving?"
      action="Leave"
      isDangerous
      onConfirm={() => proceed?.()}
      onClose={() => reset?.()}
    >
      <Text size="sm">Your changes are not saved and would be lost.</Text>
    </Confirm>
  );
}
