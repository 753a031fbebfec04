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

/** What each event type says happened, in a sentence; the compiler asks for one per type. */
const summaries: Record<EventType, string> = {
  'policy.created': 'A policy was created.',
  'policy.updated': 'A policy was replaced by its next version.',
  'policy.deleted': 'A policy was deleted; requests it governs go on by it.',
  'request.submitted': 'A person asked for access; one policy version governs the request, recorded whole.',
  'request.refused': 'A person asked for access that no policy allows.',
  'request.unmatched': 'Granted without policy and approver, because the installation is set to do so.',
  'request.approved': 'The request was approved; its access follows.',
  'request.rejected': 'The request was rejected.',
  'request.cancelled': 'The request was withdrawn by its requester.',
  'request.expired': 'Nobody decided in time.',
  'access.granted': 'Access was granted for a window of time.',
  'access.opened': 'The start of a window that was granted ahead has come.',
  'access.checked_out': 'The access was taken into use.',
  'access.checked_in': 'The access was given back before its end.',
  'access.ended': 'The window is over, or it was not used in time.',
  'access.revoked': 'The access was taken away before its end.',
  'audit.checkpoint': 'The signed ends of all logs: keep it, and nobody can rewrite what was before unseen.',
  'personal_data.erased':
    'Names, addresses and free texts were erased from the events of some positions, by whom and why.',
  'approval.opened': 'Approvers may decide on a request.',
  'approval.decided': 'One person approved or rejected the open step.',
  'approval.approved': 'The last step has the approvals it needs.',
  'approval.rejected': 'One rejection ended it.',
  'approval.cancelled': 'The requester withdrew the request.',
  'approval.expired': 'The time to decide is over.',
  'attempt.refused':
    'A person tried something that a rule refused; `count` says how often within the minute.',
};

/** An event type of a log, as consumers outside want to know it. */
export interface CataloguedEvent {
  log: LogName;
  type: string;
  summary: string;
  /** Of its data, in the newest schema version. */
  data: z.ZodType;
}

/** Every event type of every log; `attempt.refused` is in two, `personal_data.erased` in all. */
export const eventCatalogue: readonly CataloguedEvent[] = logNames.flatMap((log) =>
  Object.entries<z.ZodType>(eventData[log]).map(([type, data]) => ({
    log,
    type,
    summary: summaries[type as EventType],
    data,
  })),
);
