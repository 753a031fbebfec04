import { IconCircleCheck, IconCircleMinus, IconTrash } from '@tabler/icons-react';
import { Badge } from '@mantine/core';

const looks = {
  on: { word: 'In force', colour: 'green', icon: IconCircleCheck },
  off: { word: 'Switched off', colour: 'gray', icon: IconCircleMinus },
  deleted: { word: 'Deleted', colour: 'red', icon: IconTrash },
} as const;

/** Whether a policy is in force, switched off or deleted, in words, with a sign and a colour. */
export function PolicyState({ state }: { state: keyof typeof looks }) {
  const { word, colour, icon: Sign } = looks[state];
  return (
    <Badge variant="light" color={colour} tt="none" leftSection={<Sign size={14} aria-hidden />}>
      {word}
    </Badge>
  );
}
