import { IconArrowDown, IconArrowUp, IconGripVertical, IconTrash } from '@tabler/icons-react';
import { ActionIcon, Group, Text } from '@mantine/core';
import { STEP_KIND } from './step-props.js';
import type { StepProps } from './step-props.js';

/** The head of a step: drag it, move it up or down, remove it. */
export function StepHandle({ at, count, onMove, onRemove }: Omit<StepProps, 'step' | 'onChange'>) {
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
          <Move {...{ at, onMove }} direction="up" isEnd={at === 0} />
          <Move {...{ at, onMove }} direction="down" isEnd={at === count - 1} />
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

/** At its end it says that it does nothing, but keeps the focus of who has just moved the step there. */
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
