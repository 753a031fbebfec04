import { useState } from 'react';
import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useRevoke } from '../../requests/use-request-action.js';
import { Confirm } from '../../shared/confirm.js';
import { ProblemAlert } from '../../shared/problem-alert.js';

/** Takes an access away before its end, with the reason. */
export function Revoke({ id }: { id: string }) {
  const revoke = useRevoke(id);
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const close = () => setOpen(false);
  const confirm = () => {
    if (reason.trim() === '') {
      setMissing(true);
      return;
    }
    close();
    revoke.run({ reason: reason.trim() });
  };
  return (
    <Stack gap="sm" align="flex-start">
      <Button variant="light" color="red" loading={revoke.isPending} onClick={() => setOpen(true)}>
        Revoke access …
      </Button>
      {revoke.isError && <ProblemAlert error={revoke.error} title="Not revoked" />}
      <Confirm
        opened={isOpen}
        title="Revoke this access?"
        action="Revoke"
        isDangerous
        onConfirm={confirm}
        onClose={close}
      >
        <Text size="sm">
          It ends at once, for good, and its tickets with it. The request and its story stay.
        </Text>
        <TextInput
          label="Reason"
          withAsterisk
          required
          maxLength={2000}
          value={reason}
          error={isMissing && reason.trim() === '' ? 'Say why.' : undefined}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
      </Confirm>
    </Stack>
  );
}
