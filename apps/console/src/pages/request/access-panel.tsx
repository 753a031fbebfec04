import { Stack, Text } from '@mantine/core';
import { AccessControls } from '../../requests/access-controls.js';
import { AccessWindow } from '../../requests/access-window.js';
import type { Request } from '../../requests/types.js';
import { writtenText } from '../../shared/erasure-text.js';
import { Facts } from '../../shared/facts.js';
import { Instant } from '../../shared/instant.js';
import { PersonName } from '../../shared/person-name.js';
import { Panel } from './panel.js';
import { Revoke } from './revoke.js';

/** A request and its access. */
export interface AccessPanelProps {
  request: Request;
  access: NonNullable<Request['access']>;
}

/** The access of an approved request: its window, what was done with it, and what the reader may do now. */
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
