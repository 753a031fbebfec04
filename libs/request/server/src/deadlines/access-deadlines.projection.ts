import { Injectable } from '@nestjs/common';
import type { AccessEvent, RecordedEvent } from '@countersign/contracts';
import { DeadlineProjection } from '@countersign/consumers';
import type { DeadlineChange } from '@countersign/consumers';

/** An access has one deadline at a time: its start, where it was granted ahead, then its end as that stands. */
export function deadlineOf(event: RecordedEvent): DeadlineChange | null {
  const { type, data } = event as unknown as AccessEvent;
  switch (type) {
    case 'access.granted':
      return set(data.requestId, data.scheduled ? data.startsAt : data.endsAt);
    case 'access.opened':
    case 'access.checked_out':
      return set(data.requestId, data.endsAt);
    case 'access.checked_in':
    case 'access.ended':
    case 'access.revoked':
      return { kind: 'clear', key: data.requestId };
    default:
      return null;
  }
}

const set = (key: string, dueAt: string): DeadlineChange => ({ kind: 'set', key, dueAt });

/** Which accesses stand, and what comes next of each. */
@Injectable()
export class AccessDeadlines extends DeadlineProjection {
  constructor() {
    super('request', deadlineOf);
  }
}
