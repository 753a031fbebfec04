import type { z } from 'zod';
import { approvalEventData } from './approval/approval.events.js';
import { logNames } from './event.js';
import type { LogName } from './event.js';
import { policyEventData } from './policy/policy.events.js';
import { requestEventData } from './request/request.events.js';

/** Data of each event type, in its newest schema, by log. */
const eventData = { policy: policyEventData, request: requestEventData, approval: approvalEventData };

type TypesOf<Log extends LogName> = keyof (typeof eventData)[Log];
type EventType = { [Log in LogName]: TypesOf<Log> }[LogName];

/** What happened, for each event type; the compiler requires an entry for every type. */
const summaries: Record<EventType, string> = {
  'policy.created': 'A policy was created.',
  'policy.updated': 'A policy was replaced by its next version.',
  'policy.deleted': 'A policy was deleted. The requests it governs keep the version recorded with them.',
  'request.submitted':
    'A person asked for access. The event contains the whole policy version that governs the request.',
  'request.refused': 'A person asked for access, but no policy governs the request. It was refused.',
  'request.unmatched':
    'No policy governs the request. It was granted without approval, because the installation is configured to do so.',
  'request.approved': 'The request was approved. Its access will be granted next.',
  'request.rejected': 'The request was rejected.',
  'request.cancelled': 'The requester cancelled the request.',
  'request.expired': 'The request expired, because it was not decided in time.',
  'access.granted': 'Access was granted for a window of time.',
  'access.opened': 'The window of an access that was granted in advance has started.',
  'access.checked_out': 'The requester checked out the access.',
  'access.checked_in': 'The requester checked in the access before its end.',
  'access.ended': 'The access ended, because its window is over or it was not checked out in time.',
  'access.revoked': 'The access was revoked before its end.',
  'audit.checkpoint':
    'The heads of all logs were signed. If you keep this event, nobody can rewrite earlier events unnoticed.',
  'personal_data.erased':
    'Names, addresses and free texts were erased. The event names the positions, the operator and the reason.',
  'approval.opened': 'The approval of a request was opened. Approvers can now decide.',
  'approval.decided': 'One person approved or rejected the open step.',
  'approval.approved': 'The last step was approved, and with it the request.',
  'approval.rejected': 'An approver rejected a step, which ended the approval.',
  'approval.cancelled': 'The requester cancelled the request, which ended the approval.',
  'approval.expired': 'The approval expired, because it was not decided in time.',
  'attempt.refused':
    'A rule refused what a person tried. `count` is the number of attempts within the minute.',
};

/** An event type of a log, as the published documents describe it. */
export interface CataloguedEvent {
  log: LogName;
  type: string;
  summary: string;
  /** Schema of its data, in the newest version. */
  data: z.ZodType;
}

/** Every event type of every log. `attempt.refused` occurs in two logs, `personal_data.erased` in all. */
export const eventCatalogue: readonly CataloguedEvent[] = logNames.flatMap((log) =>
  Object.entries<z.ZodType>(eventData[log]).map(([type, data]) => ({
    log,
    type,
    summary: summaries[type as EventType],
    data,
  })),
);
