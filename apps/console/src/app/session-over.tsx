import { Button, Modal, Stack, Text } from '@mantine/core';
import { useSession, useSessionOver } from '../session/session-context.js';

/** The session could not be renewed: what is on screen stays, and one click goes on. */
export function SessionOverNote() {
  const session = useSession();
  const isOver = useSessionOver();
  return (
    <Modal
      opened={isOver}
      onClose={() => undefined}
      withCloseButton={false}
      title="Your session is over"
      centered
    >
      <Stack>
        <Text>Sign in again to go on. You come back to this page.</Text>
        <Button onClick={() => void session.signIn()} data-autofocus>
          Sign in again
        </Button>
      </Stack>
    </Modal>
  );
}
