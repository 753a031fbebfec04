import { Refusal } from '@countersign/contracts';

/** One person has as many streams as one may have (429). */
export class TooManyStreams extends Refusal {
  constructor(most: number) {
    super(
      'too-many-streams',
      429,
      `You have ${most} streams of notices open, which is as many as one person may have; close one.`,
      { most, retryAfter: 5 },
    );
  }
}

/** This gateway takes no further stream: it has as many as it may have, or it is about to end (503). */
export class NoRoomForStreams extends Refusal {
  constructor() {
    super(
      'no-room-for-streams',
      503,
      'This gateway takes no further stream of notices now. Try again shortly.',
      {
        retryAfter: 5,
      },
    );
  }
}

/** The mirrors have not been read yet, so that a stream could not say from where on it tells (503). */
export class NoticesUnavailable extends Refusal {
  constructor() {
    super(
      'notices-unavailable',
      503,
      'There are no notices now: the events cannot be read. Try again shortly.',
      {
        retryAfter: 1,
      },
    );
  }
}
