import { Text } from '@mantine/core';
import { Countdown } from '../shared/countdown.js';
import { Instant } from '../shared/instant.js';
import type { AccessStatus } from './types.js';

/** When an access can be used. */
export interface AccessWindowProps {
  status: AccessStatus;
  startsAt: string;
  endsAt: string;
}

/** Until when an access can be used, counted down; what is over says when it was. */
export function AccessWindow({ status, startsAt, endsAt }: AccessWindowProps) {
  switch (status) {
    case 'scheduled':
      return (
        <Text size="sm" component="p" m={0}>
          Begins <Instant at={startsAt} />, in <Countdown to={startsAt} over="a moment" />; ends{' '}
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
          Over: <Instant at={startsAt} /> to <Instant at={endsAt} />
        </Text>
      );
    default:
      return status satisfies never;
  }
}
