import { useState } from 'react';
import { Button, Stack, Text, TextInput } from '@mantine/core';
import { Confirm } from '../../../shared/confirm.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import { useCancel } from '../use-request-action.js';
import { Panel } from './panel.js';

/** Lets the requester cancel a pending request. */
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
        <Text size="sm">
          Approvers can no longer decide. The request stays on record, and you can make a new one.
        </Text>
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
