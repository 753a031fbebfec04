import { useState } from 'react';
import type { DragEvent } from 'react';
import { Group, NumberInput, Paper, SimpleGrid, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { withApprovers } from './draft.js';
import { StepHandle } from './step-handle.js';
import { STEP_KIND } from './step-props.js';
import type { StepProps } from './step-props.js';
import { useField } from './wizard-context.js';

/** A step: its name, who may approve, how many must. */
export function StepCard(props: StepProps) {
  const { at, step, onChange } = props;
  const { id, error } = useField(`steps.${at}`);
  const { isOver, ...drop } = useDrop(props);
  return (
    <Paper
      withBorder
      p="sm"
      component="li"
      style={{ listStyle: 'none', ...(isOver && { borderColor: 'var(--mantine-primary-color-filled)' }) }}
      aria-label={`Step ${at + 1}`}
      id={id}
      tabIndex={-1}
      {...drop}
    >
      <StepHandle {...props} />
      <Stack gap="sm">
        <Group align="flex-start" gap="sm">
          <TextInput
            {...useField(`steps.${at}.name`)}
            label="Name of the step"
            placeholder="Manager Review"
            maxLength={128}
            autoComplete="off"
            flex={1}
            miw={200}
            value={step.name}
            onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}
          />
          <NumberInput
            {...useField(`steps.${at}.requiredApprovals`)}
            label="Approvals needed"
            allowDecimal={false}
            min={1}
            max={100}
            w={220}
            value={step.requiredApprovals}
            onChange={(requiredApprovals) => onChange({ requiredApprovals })}
          />
        </Group>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Approvers {...props} type="group" label="Groups" placeholder="managers" />
          <Approvers {...props} type="user" label="People, by id" placeholder="dave" />
        </SimpleGrid>
        {error !== undefined && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {error}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}

interface ApproversProps extends StepProps {
  type: 'user' | 'group';
  label: string;
  placeholder: string;
}

function Approvers({ at, step, type, label, placeholder, onChange }: ApproversProps) {
  const ids = step.approvers.filter((one) => one.type === type).map(({ id }) => id);
  return (
    <TagsInput
      {...useField(`steps.${at}.approvers.${type}`)}
      label={label}
      placeholder={ids.length === 0 ? placeholder : ''}
      maxTags={100}
      // Ids are what the identity provider says, letter by letter.
      isDuplicate={(id, others) => others.includes(id)}
      value={ids}
      onChange={(changed) => onChange({ approvers: withApprovers(step.approvers, type, changed) })}
    />
  );
}

function useDrop({ at, onMove }: StepProps) {
  const [isOver, setIsOver] = useState(false);
  const isStep = (event: DragEvent) => event.dataTransfer.types.includes(STEP_KIND);
  return {
    isOver,
    onDragOver: (event: DragEvent) => {
      if (!isStep(event)) return;
      event.preventDefault();
      setIsOver(true);
    },
    onDragLeave: () => setIsOver(false),
    onDrop: (event: DragEvent) => {
      setIsOver(false);
      if (!isStep(event)) return;
      event.preventDefault();
      onMove(Number(event.dataTransfer.getData(STEP_KIND)), at);
    },
  };
}
