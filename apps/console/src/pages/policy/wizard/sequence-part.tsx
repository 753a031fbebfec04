import { useState } from 'react';
import { IconPlus } from '@tabler/icons-react';
import { Button, Checkbox, Fieldset, Group, Stack, VisuallyHidden } from '@mantine/core';
import { emptyStep, moved } from './draft.js';
import { StepCard } from './step-card.js';
import { idOf, useWizard } from './wizard-context.js';

const ADD = 'add-step';
const MOST = 10;

/** Second part: who must approve, in which order. */
export function SequencePart() {
  const { draft, set, focusOn } = useWizard();
  const [told, setTold] = useState('');
  const { steps } = draft;
  const move = (from: number, to: number) => {
    if (to < 0 || to >= steps.length || from === to) return;
    set({ steps: moved(steps, from, to) });
    setTold(`Step ${from + 1} is step ${to + 1} of ${steps.length} now.`);
  };
  const add = () => {
    set({ steps: [...steps, emptyStep()] });
    focusOn(idOf(`steps.${steps.length}.name`));
  };
  const remove = (at: number) => {
    set({ steps: steps.toSpliced(at, 1) });
    setTold(`Step ${at + 1} is removed.`);
    focusOn(ADD);
  };
  return (
    <Stack gap="lg">
      <VisuallyHidden role="status">{told}</VisuallyHidden>
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
          disabled={steps.length >= MOST}
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={add}
        >
          Add step
        </Button>
      </Group>
      <WhoCounts />
    </Stack>
  );
}

function WhoCounts() {
  const { draft, set } = useWizard();
  return (
    <Fieldset legend="Who counts">
      <Stack gap="sm">
        <Checkbox
          label="Different people for each step"
          description="Whoever approved one step cannot approve another of the same request"
          checked={draft.distinctApprovers}
          onChange={({ currentTarget }) => set({ distinctApprovers: currentTarget.checked })}
        />
        <Checkbox
          label="Approvers may approve their own requests"
          description="Never under a policy version that they wrote; every report flags it"
          checked={draft.allowSelfApproval}
          onChange={({ currentTarget }) => set({ allowSelfApproval: currentTarget.checked })}
        />
      </Stack>
    </Fieldset>
  );
}
