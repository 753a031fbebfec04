import { useState } from 'react';
import { IconPlus } from '@tabler/icons-react';
import { Button, Checkbox, Fieldset, Group, Stack, VisuallyHidden } from '@mantine/core';
import { emptyStep, moved } from './draft.js';
import { StepCard } from './step-card.js';
import { idOf, useWizard } from './wizard-context.js';

const ADD = 'add-step';
const MAX_STEPS = 10;

/** Second part: the approvers, in their order. */
export function SequencePart() {
  const { draft, set, focusOn } = useWizard();
  const [announcement, announce] = useState('');
  const { steps } = draft;
  const move = (from: number, to: number) => {
    if (to < 0 || to >= steps.length || from === to) return;
    set({ steps: moved(steps, from, to) });
    announce(`Step ${from + 1} is now step ${to + 1} of ${steps.length}.`);
  };
  const add = () => {
    set({ steps: [...steps, emptyStep()] });
    focusOn(idOf(`steps.${steps.length}.name`));
  };
  const remove = (at: number) => {
    set({ steps: steps.toSpliced(at, 1) });
    announce(`Step ${at + 1} was removed.`);
    focusOn(ADD);
  };
  return (
    <Stack gap="lg">
      <VisuallyHidden role="status">{announcement}</VisuallyHidden>
      <Stack component="ol" gap="sm" p={0} m={0} aria-label="Approval steps">
        {steps.map((step, i) => (
          <StepCard
            key={step.key}
            at={i}
            step={step}
            count={steps.length}
            onChange={(change) => set({ steps: steps.with(i, { ...step, ...change }) })}
            onMove={move}
            onRemove={remove}
          />
        ))}
      </Stack>
      <Group>
        <Button
          id={ADD}
          variant="default"
          disabled={steps.length >= MAX_STEPS}
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={add}
        >
          Add step
        </Button>
      </Group>
      <ApproverRules />
    </Stack>
  );
}

function ApproverRules() {
  const { draft, set } = useWizard();
  return (
    <Fieldset legend="Rules for approvers">
      <Stack gap="sm">
        <Checkbox
          label="Different people for each step"
          description="A person who approved one step cannot approve another step of the same request"
          checked={draft.distinctApprovers}
          onChange={({ currentTarget }) => set({ distinctApprovers: currentTarget.checked })}
        />
        <Checkbox
          label="Approvers may approve their own requests"
          description="Never under a policy version that they wrote; every report flags self-approvals"
          checked={draft.allowSelfApproval}
          onChange={({ currentTarget }) => set({ allowSelfApproval: currentTarget.checked })}
        />
      </Stack>
    </Fieldset>
  );
}
