import { useState } from 'react';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { Alert, Button, CopyButton, Group, Stack, Text, Textarea } from '@mantine/core';
import { Countdown } from '../shared/countdown.js';
import { ticketEnd } from './ticket.js';

/** A ticket just signed. */
export interface TicketBoxProps {
  ticket: string;
  /** The person has it; it is not shown again. */
  onDone: () => void;
}

/** Shows a ticket once, to be copied. It is nowhere but here, and gone with the page. */
export function TicketBox({ ticket, onDone }: TicketBoxProps) {
  const [end] = useState(() => ticketEnd(ticket));
  return (
    <Alert color="blue" variant="light" title="Your ticket, shown only now" role="status">
      <Stack gap="xs">
        <Text size="sm">
          Hand it to the vault or broker. It is valid for{' '}
          {end === null ? 'a short time' : <Countdown to={end} over="no longer" />}; check out again for
          another.
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
            Hide it
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
