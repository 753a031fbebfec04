import { Button, Group, Stack } from '@mantine/core';
import { ProblemAlert } from '../shared/problem-alert.js';
import { TicketBox } from './ticket-box.js';
import type { Request } from './types.js';
import { useCheckIn, useCheckOut } from './use-request-action.js';

/** Which access, and what its reader may do with it. */
export interface AccessControlsProps {
  id: string;
  may: readonly Request['you']['may'][number][];
  isCheckedOut: boolean;
}

/** Check-out, the ticket it yields, and check-in. */
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
