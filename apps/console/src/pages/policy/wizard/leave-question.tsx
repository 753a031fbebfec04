import { Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { Confirm } from '../../../shared/confirm.js';

/** Asks before what was written is left unsaved: by a link, the browser's buttons, or by closing the page. */
export function LeaveQuestion({ isAsked }: { isAsked: boolean }) {
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
      <Text size="sm">What you have written here is not saved, and would be lost.</Text>
    </Confirm>
  );
}
