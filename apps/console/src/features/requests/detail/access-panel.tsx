import { useState } from 'react';
import { Button, Stack, Text, TextInput } from '@mantine/core';
import { Confirm } from '../../../shared/confirm.js';
import { Facts } from '../../../shared/facts.js';
import { PersonName } from '../../../shared/person-name.js';
import { writtenText } from '../../../shared/person-text.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import { Instant } from '../../../shared/times.js';
import { AccessControls } from '../access-controls.js';
import { AccessWindow } from '../access-window.js';
import type { Request } from '../types.js';
import { useRevoke } from '../use-request-action.js';
import { Panel } from './panel.js';

interface AccessPanelProps {
  request: Request;
  access: NonNullable<Request['access']>;
}

/** The access of an approved request: its window, what happened to it, and what the reader may do now. */
export function AccessPanel({ request: { id, you }, access }: AccessPanelProps) {
  const { status, startsAt, endsAt, checkedOutAt, checkedInAt, revokedAt, revokedBy, reason, erasedAt } =
    access;
  const isCheckedOut = status === 'checked-out';
  return (
    <Panel title="Access">
      <Stack gap="sm">
        <AccessWindow status={status} startsAt={startsAt} endsAt={endsAt} />
        <Facts
          facts={{
            'Checked out': checkedOutAt && <Instant at={checkedOutAt} />,
            'Checked in': checkedInAt && <Instant at={checkedInAt} />,
            Revoked: revokedAt && <Instant at={revokedAt} />,
            'Revoked by': revokedBy && <PersonName person={revokedBy} />,
            Reason: writtenText(reason, erasedAt),
          }}
        />
        <AccessControls id={id} may={you.may} isCheckedOut={isCheckedOut} />
        {you.why && <Text size="sm">{you.why.detail}</Text>}
        {you.may.includes('revoke') && <Revoke id={id} />}
      </Stack>
    </Panel>
  );
}

/** Ends an access before its time, with a reason (`rules.md#final-states`). */
function Revoke({ id }: { id: string }) {
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
          The access and its tickets end at once and cannot be restored. The request and its history stay.
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
