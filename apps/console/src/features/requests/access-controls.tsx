import { useState } from 'react';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { Alert, Button, CopyButton, Group, Stack, Text, Textarea } from '@mantine/core';
import { ProblemAlert } from '../../shared/problem-alert.js';
import { Countdown } from '../../shared/times.js';
import { ticketEnd } from './ticket.js';
import type { Request } from './types.js';
import { useCheckIn, useCheckOut } from './use-request-action.js';

interface AccessControlsProps {
  id: string;
  may: readonly Request['you']['may'][number][];
  isCheckedOut: boolean;
}

/** The buttons to check out and check in, and the ticket of a check-out. */
export function AccessControls({ id, may, isCheckedOut }: AccessControlsProps) {
  const checkOut = useCheckOut(id);
  const checkIn = useCheckIn(id);
  return (
    <Stack gap="sm">
      <Group gap="xs">
        {may.includes('check-out') && (
          <Button
            variant={isCheckedOut ? 'default' : 'filled'}
            loading={checkOut.isPending}
            onClick={() => checkOut.run({})}
          >
            {isCheckedOut ? 'New ticket' : 'Check out'}
          </Button>
        )}
        {may.includes('check-in') && (
          <Button loading={checkIn.isPending} onClick={() => checkIn.run({})}>
            Check in
          </Button>
        )}
      </Group>
      {checkOut.data && isCheckedOut && <TicketBox ticket={checkOut.data.ticket} onDone={checkOut.reset} />}
      {checkOut.isError && <ProblemAlert error={checkOut.error} title="Not checked out" />}
      {checkIn.isError && <ProblemAlert error={checkIn.error} title="Not checked in" />}
    </Stack>
  );
}

interface TicketBoxProps {
  ticket: string;
  /** Hides the ticket, which is not shown again. */
  onDone: () => void;
}

/** Shows a new ticket once, to be copied. It is kept nowhere else and disappears with the page. */
function TicketBox({ ticket, onDone }: TicketBoxProps) {
  const [end] = useState(() => ticketEnd(ticket));
  return (
    <Alert color="blue" variant="light" title="Your ticket, shown only once" role="status">
      <Stack gap="xs">
        <Text size="sm">
          Give it to the vault or broker. It is valid for{' '}
          {end === null ? 'a short time' : <Countdown to={end} over="no longer" />}; check out again for a new
          ticket.
        </Text>
        <Textarea
          aria-label="Access ticket"
          value={ticket}
          readOnly
          rows={3}
          ff="monospace"
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
        <Group gap="xs">
          <CopyButton value={ticket} timeout={2_000}>
            {({ copied, copy }) => (
              <Button
                size="xs"
                onClick={copy}
                leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
              >
                {copied ? 'Copied' : 'Copy ticket'}
              </Button>
            )}
          </CopyButton>
          <Button size="xs" variant="default" onClick={onDone}>
            Hide ticket
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
