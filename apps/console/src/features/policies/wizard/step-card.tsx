import { useState } from 'react';
import type { DragEvent } from 'react';
import { IconArrowDown, IconArrowUp, IconGripVertical, IconTrash } from '@tabler/icons-react';
import {
  ActionIcon,
  Group,
  NumberInput,
  Paper,
  SimpleGrid,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core';
import { withApprovers } from './draft.js';
import type { DraftStep } from './draft.js';
import { useField } from './wizard-context.js';

/** The media type of a dragged step: nothing else can be dropped on a step. */
const STEP_KIND = 'application/x-countersign-step';

interface StepProps {
  at: number;
  step: DraftStep;
  count: number;
  onChange: (change: Partial<DraftStep>) => void;
  onMove: (from: number, to: number) => void;
  onRemove: (at: number) => void;
}

const MAX_APPROVERS = 100;

/** A step: its name, its approvers, and how many of them must approve. */
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
            max={MAX_APPROVERS}
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
  const ids = step.approvers.filter((approver) => approver.type === type).map(({ id }) => id);
  return (
    <TagsInput
      {...useField(`steps.${at}.approvers.${type}`)}
      label={label}
      placeholder={ids.length === 0 ? placeholder : ''}
      maxTags={MAX_APPROVERS}
      // Ids of the identity provider are case-sensitive.
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

/** The head of a step, with which it is dragged, moved up or down, or removed. */
function StepHandle({ at, count, onMove, onRemove }: Omit<StepProps, 'step' | 'onChange'>) {
  return (
    <Group justify="space-between" mb="xs" wrap="nowrap" mih={30}>
      <Group
        gap={6}
        wrap="nowrap"
        draggable
        style={{ cursor: 'grab' }}
        onDragStart={(event) => event.dataTransfer.setData(STEP_KIND, String(at))}
      >
        <IconGripVertical size={18} aria-hidden />
        <Text fw={600} size="sm">
          Step {at + 1}
        </Text>
      </Group>
      {count > 1 && (
        <Group gap={4} wrap="nowrap">
          <Move at={at} onMove={onMove} direction="up" isEnd={at === 0} />
          <Move at={at} onMove={onMove} direction="down" isEnd={at === count - 1} />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove step ${at + 1}`}
            onClick={() => onRemove(at)}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </Group>
      )}
    </Group>
  );
}

interface MoveProps extends Pick<StepProps, 'at' | 'onMove'> {
  direction: 'up' | 'down';
  isEnd: boolean;
}

/** At the end of the list it is marked as disabled, but keeps the focus after the step was moved there. */
function Move({ at, onMove, direction, isEnd }: MoveProps) {
  const Sign = direction === 'up' ? IconArrowUp : IconArrowDown;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={`Move step ${at + 1} ${direction}`}
      aria-disabled={isEnd}
      {...(isEnd && { 'data-disabled': true })}
      onClick={() => onMove(at, direction === 'up' ? at - 1 : at + 1)}
    >
      <Sign size={18} aria-hidden />
    </ActionIcon>
  );
}
