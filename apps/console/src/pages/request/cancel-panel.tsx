import { useState } from 'react';
import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useCancel } from '../../requests/use-request-action.js';
import { Confirm } from '../../shared/confirm.js';
import { ProblemAlert } from '../../shared/problem-alert.js';
import { Panel } from './panel.js';

/** Its requester withdraws a request that is pending. */
export function CancelPanel({ id }: { id: string }) {
  const cancel = useCancel(id);
  const [isOpen, setOpen] = useState(false);
  const [comment, setComment] = useState('');
  const close = () => setOpen(false);
  const confirm = () => {
    close();
    cancel.run(comment.trim() === '' ? {} : { comment: comment.trim() });
  };
  return (
    <Panel title="Your request">
      <Stack gap="sm" align="flex-start">
        <Button variant="default" loading={cancel.isPending} onClick={() => setOpen(true)}>
          Cancel request …
        </Button>
        {cancel.isError && <ProblemAlert error={cancel.error} title="Not cancelled" />}
      </Stack>
      <Confirm
        opened={isOpen}
        title="Cancel this request?"
        action="Cancel request"
        isDangerous
        onConfirm={confirm}
        onClose={close}
      >
        <Text size="sm">Nobody is asked any more. It stays on record, and you may ask again.</Text>
        <TextInput
          label="Comment"
          maxLength={2000}
          value={comment}
          onChange={({ currentTarget }) => setComment(currentTarget.value)}
        />
      </Confirm>
    </Panel>
  );
}
