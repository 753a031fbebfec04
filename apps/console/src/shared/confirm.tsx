import type { ReactNode } from 'react';
import { Button, Group, Modal, Stack } from '@mantine/core';

/** A question before something that cannot be taken back. */
export interface ConfirmProps {
  opened: boolean;
  title: string;
  /** What will happen, and what stays. */
  children: ReactNode;
  /** The verb of what will be done, such as "Revoke". */
  action: string;
  isPending?: boolean;
  isDangerous?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before it is done. The safe answer has the focus. */
export function Confirm({ opened, title, children, action, onConfirm, onClose, ...state }: ConfirmProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        {children}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button
            {...(state.isDangerous === true && { color: 'red.9' })}
            loading={state.isPending === true}
            onClick={onConfirm}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
