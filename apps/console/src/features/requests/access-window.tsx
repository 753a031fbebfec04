import { Text } from '@mantine/core';
import { Countdown, Instant } from '../../shared/times.js';
import type { AccessStatus } from './types.js';

interface AccessWindowProps {
  status: AccessStatus;
  startsAt: string;
  endsAt: string;
}

/** When an access can be used, with the time left; for an access that has ended, when it was. */
export function AccessWindow({ status, startsAt, endsAt }: AccessWindowProps) {
  switch (status) {
    case 'scheduled':
      return (
        <Text size="sm" component="p" m={0}>
          Starts <Instant at={startsAt} />, in <Countdown to={startsAt} over="a moment" />; ends{' '}
          <Instant at={endsAt} />
        </Text>
      );
    case 'available':
    case 'checked-out':
      return (
        <Text size="sm" component="p" m={0}>
          <Text span fw={600}>
            <Countdown to={endsAt} over="No time" /> left
          </Text>
          , until <Instant at={endsAt} />
        </Text>
      );
    case 'checked-in':
    case 'ended':
    case 'revoked':
      return (
        <Text size="sm" component="p" m={0}>
          Ended: <Instant at={startsAt} /> to <Instant at={endsAt} />
        </Text>
      );
    default:
      return status satisfies never;
  }
}
