import { authorOf, nameOf, viewOfPerson } from '@countersign/contracts';
import type {
  ApprovalEvent,
  Folding,
  LogName,
  PolicyContent,
  RecordedEventView,
  RequestEvent,
  TimelineAct,
  TimelineItem,
} from '@countersign/contracts';

type Known = RequestEvent | ApprovalEvent;

/** Event types that begin an act, and the act. A decision's act depends on the decision. */
const begins: Partial<Record<Known['type'], TimelineAct>> = {
  'request.submitted': 'submitted',
  'request.refused': 'refused',
  'request.unmatched': 'granted-without-policy',
  'approval.decided': 'approved',
  'approval.cancelled': 'cancelled',
  'approval.expired': 'expired',
  'access.opened': 'opened',
  'access.checked_out': 'checked-out',
  'access.checked_in': 'checked-in',
  'access.ended': 'ended',
  'access.revoked': 'revoked',
};

/** Event types that follow within the act of the event before them, in the append of the same command. */
const follows: ReadonlySet<string> = new Set(['approval.approved', 'approval.rejected', 'access.granted']);

/**
 * What happened to a request, act by act: a click or a deadline, with every event that came of it in either log. Each
 * event belongs to exactly one act: to the act of the event that caused it, to the act of the same command, or to an act
 * of its own. Pure.
 * @param events - of the request's stream and of its approval's, each in their order
 */
export function actsOf(
  requestEvents: readonly RecordedEventView[],
  approvalEvents: readonly RecordedEventView[],
): TimelineItem[] {
  const acts: RecordedEventView[][] = [];
  const actOf = new Map<string, RecordedEventView[]>();
  const last: Partial<Record<LogName, RecordedEventView[]>> = {};
  for (const event of byCause([...requestEvents, ...approvalEvents])) {
    const caused = event.causationId === null ? undefined : actOf.get(event.causationId);
    const sameCommand = follows.has(event.type) ? last[event.log] : undefined;
    const isBeginning = begins[event.type as Known['type']] !== undefined;
    const act = isBeginning ? [] : (sameCommand ?? caused ?? []);
    if (!act.length) acts.push(act);
    act.push(event);
    actOf.set(event.id, act);
    last[event.log] = act;
  }
  const steps = stepNames(requestEvents);
  return acts.map((act) => itemOf(act, steps)).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/**
 * The events of both logs so that each comes after its cause. Clocks of two databases may differ, so time alone does not
 * say: an event whose cause is still to come waits for it.
 */
function byCause(events: readonly RecordedEventView[]): RecordedEventView[] {
  const ids = new Set(events.map(({ id }) => id));
  const waiting = [...events].sort((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : a.log === b.log ? a.position - b.position : 0,
  );
  const placed = new Set<string>();
  const order: RecordedEventView[] = [];
  while (waiting.length) {
    const next = waiting.findIndex(
      ({ log, position, causationId }) =>
        (causationId === null || !ids.has(causationId) || placed.has(causationId)) &&
        !waiting.some((other) => other.log === log && other.position < position),
    );
    const [event] = waiting.splice(Math.max(next, 0), 1) as [RecordedEventView];
    placed.add(event.id);
    order.push(event);
  }
  return order;
}

function itemOf(events: readonly RecordedEventView[], steps: readonly (string | null)[]): TimelineItem {
  const [first] = events as [RecordedEventView];
  const event = foldingOf(first);
  const act = actOfEvent(event);
  const by = authorOf(event);
  const texts = event.private;
  return {
    at: new Date(first.at).toISOString(),
    act,
    actor: { ...viewOfPerson(by), kind: event.actor.kind },
    comment: texts?.justification ?? texts?.comment ?? texts?.reason ?? null,
    ...(event.erasedAt !== null && { erasedAt: event.erasedAt }),
    step: event.type === 'approval.decided' ? event.data.step : null,
    text: textOf(event, nameOf(by), steps, events),
    events: events.map(({ log, position, type, hash }) => ({ log, position, type, hash })),
  };
}

/** The event as it would be folded. Its data was checked when it was written, and is upcast by its log. */
function foldingOf({ type, schemaVersion, data, actor, private: texts, erasedAt }: RecordedEventView) {
  return {
    type,
    schemaVersion,
    data,
    actor,
    private: texts,
    erasedAt: erasedAt ?? null,
  } as unknown as Folding<Known>;
}

function actOfEvent(event: Folding<Known>): TimelineAct {
  if (event.type === 'approval.decided')
    return event.data.decision.decision === 'reject' ? 'rejected' : 'approved';
  return begins[event.type] ?? 'other';
}

/** A plain sentence for each act. */
function textOf(
  event: Folding<Known>,
  name: string,
  steps: readonly (string | null)[],
  events: readonly RecordedEventView[],
): string {
  switch (event.type) {
    case 'request.submitted':
      return `${name} asked for the account ${event.data.account} on ${event.data.resource}.`;
    case 'request.refused':
      return `${name} asked for the account ${event.data.account} on ${event.data.resource}; it was refused: ${event.data.detail}`;
    case 'request.unmatched':
      return `${name} asked for the account ${event.data.account} on ${event.data.resource}; no policy governs it, and it was granted without approval.`;
    case 'approval.decided':
      return decisionText(event.data, name, steps, events);
    case 'approval.cancelled':
      return `${name} cancelled the request.`;
    case 'approval.expired':
      return 'The request expired before enough people had approved it.';
    case 'access.opened':
      return 'The access window opened.';
    case 'access.checked_out':
      return `${name} checked the access out, until ${event.data.endsAt} at the latest.`;
    case 'access.checked_in':
      return `${name} checked the access in.`;
    case 'access.ended':
      return event.data.reason === 'not-used' ? 'The access ended unused.' : 'The access ended.';
    case 'access.revoked':
      return `${name} revoked the access.`;
    default:
      return event.type;
  }
}

function decisionText(
  { step, decision }: Extract<ApprovalEvent, { type: 'approval.decided' }>['data'],
  name: string,
  steps: readonly (string | null)[],
  events: readonly RecordedEventView[],
): string {
  const stepName = steps[step] ?? null;
  const which = `step ${step + 1}${stepName === null ? '' : ` (${stepName})`}`;
  if (decision.decision === 'reject') return `${name} rejected ${which}; the request was rejected.`;
  const own = decision.selfApproval ? ', their own request' : '';
  const isLast = events.some(({ type }) => type === 'approval.approved');
  return `${name} approved ${which}${own}${isLast ? '; the request was approved and access granted.' : '.'}`;
}

/** The names of the steps, as the submission records them. */
function stepNames(events: readonly RecordedEventView[]): (string | null)[] {
  const policy = events.find(({ type }) => type === 'request.submitted')?.data.policy as
    { content: PolicyContent } | undefined;
  return policy?.content.steps.map(({ name }) => name ?? null) ?? [];
}
