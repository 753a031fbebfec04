import { Refusal } from '@countersign/contracts';

/** A person has the maximum number of streams (429). */
export class TooManyStreams extends Refusal {
  constructor(limit: number) {
    super(
      'too-many-streams',
      429,
      `You have ${limit} streams of notices open, which is the maximum. Close one of them first.`,
      { most: limit, retryAfter: 5 },
    );
  }
}

/** The gateway has the maximum number of streams, or is ending (503). */
export class NoRoomForStreams extends Refusal {
  constructor() {
    super(
      'no-room-for-streams',
      503,
      'This gateway accepts no more streams of notices at the moment. Try again shortly.',
      {
        retryAfter: 5,
      },
    );
  }
}

/** The mirrors have not been read yet, so a stream would have no position to start from (503). */
export class NoticesUnavailable extends Refusal {
  constructor() {
    super(
      'notices-unavailable',
      503,
      'There are no notices now, because the events cannot be read. Try again shortly.',
      {
        retryAfter: 1,
      },
    );
  }
}
