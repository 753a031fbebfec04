import { authorOf, nameOf, viewOfPerson } from '@countersign/contracts';
import type {
  Folding,
  LogName,
  PolicyContent,
  RecordedEventView,
  TimelineAct,
  TimelineItem,
} from '@countersign/contracts';
import { actText } from './act-text.js';
import type { StoryEvent } from './act-text.js';

/**
 * The act that an event begins, or the act that it is a part of: the act of the event that caused it, or the act of the
 * previous event in its log, where the same command appended both.
 */
type Part = TimelineAct | 'of-cause' | 'of-previous';

const parts: Record<StoryEvent['type'], Part> = {
  'request.submitted': 'submitted',
  'approval.opened': 'of-cause',
  'request.refused': 'refused',
  'request.unmatched': 'granted-without-policy',
  // Or rejected: see actOf.
  'approval.decided': 'approved',
  'approval.approved': 'of-previous',
  'approval.rejected': 'of-previous',
  'approval.cancelled': 'cancelled',
  'approval.expired': 'expired',
  'request.approved': 'of-cause',
  'request.rejected': 'of-cause',
  'request.cancelled': 'of-cause',
  'request.expired': 'of-cause',
  'access.granted': 'of-previous',
  'access.opened': 'opened',
  'access.checked_out': 'checked-out',
  'access.checked_in': 'checked-in',
  'access.ended': 'ended',
  'access.revoked': 'revoked',
};

/**
 * What happened to a request, act by act: a click or a deadline, with every event that came of it in either log. Each
 * event belongs to exactly one act; an event of a type that this build does not know is an act of its own. Pure.
 * @param requestEvents - of the request's stream, in their order
 * @param approvalEvents - of its approval's stream, in their order
 */
export function actsOf(
  requestEvents: readonly RecordedEventView[],
  approvalEvents: readonly RecordedEventView[],
): TimelineItem[] {
  const acts: RecordedEventView[][] = [];
  const actWith = new Map<string | null, RecordedEventView[]>();
  const previous: Partial<Record<LogName, RecordedEventView[]>> = {};
  for (const event of inOrder(requestEvents, approvalEvents)) {
    const part = partOf(event);
    let act: RecordedEventView[] | undefined;
    if (part === 'of-cause') act = actWith.get(event.causationId);
    if (part === 'of-previous') act = previous[event.log];
    if (!act) acts.push((act = []));
    act.push(event);
    actWith.set(event.id, act);
    previous[event.log] = act;
  }
  const steps = stepNames(requestEvents);
  return acts.map((act) => itemOf(act, steps));
}

const partOf = ({ type }: { type: string }) => (parts as Partial<Record<string, Part>>)[type];

/** @param events - of one act; the first one began it */
function itemOf(events: readonly RecordedEventView[], steps: readonly (string | null)[]): TimelineItem {
  const [first] = events as [RecordedEventView];
  const event = storyEventOf(first);
  const by = authorOf(event);
  const texts = event.private;
  return {
    at: new Date(first.at).toISOString(),
    act: actOf(event),
    actor: { ...viewOfPerson(by), kind: event.actor.kind },
    comment: texts?.justification ?? texts?.comment ?? texts?.reason ?? null,
    ...(event.erasedAt !== null && { erasedAt: event.erasedAt }),
    step: event.type === 'approval.decided' ? event.data.step : null,
    text: actText(event, {
      name: nameOf(by),
      steps,
      types: events.map(({ type }) => type),
    }),
    events: events.map(({ log, position, type, hash }) => ({ log, position, type, hash })),
  };
}

/** The event as a fold sees it. Its data was checked when it was written, and is upcast by its log. */
function storyEventOf({ type, schemaVersion, data, actor, private: texts, erasedAt }: RecordedEventView) {
  const folding = { type, schemaVersion, data, actor, private: texts, erasedAt: erasedAt ?? null };
  return folding as unknown as Folding<StoryEvent>;
}

function actOf(event: Folding<StoryEvent>): TimelineAct {
  if (event.type === 'approval.decided' && event.data.decision.decision === 'reject') return 'rejected';
  const part = partOf(event);
  return part === undefined || part === 'of-cause' || part === 'of-previous' ? 'other' : part;
}

/** The names of the steps, as the submission records them. */
function stepNames(events: readonly RecordedEventView[]): (string | null)[] {
  const policy = events.find(({ type }) => type === 'request.submitted')?.data.policy as
    { content: PolicyContent } | undefined;
  return policy?.content.steps.map(({ name }) => name ?? null) ?? [];
}

/**
 * The events of several logs as one sequence. The order within each log is kept, an event comes after its cause, and
 * otherwise the earlier event comes first. Time alone cannot order them: the clocks of two databases may differ by
 * minutes. Pure.
 */
export function inOrder(...logs: (readonly RecordedEventView[])[]): RecordedEventView[] {
  const rest = logs.map((events) => [...events]);
  const toCome = new Set(logs.flat().map(({ id }) => id));
  const isFree = ({ causationId }: RecordedEventView): boolean =>
    causationId === null || !toCome.has(causationId);
  const order: RecordedEventView[] = [];
  for (;;) {
    const firsts = rest.flatMap(([first]) => first ?? []);
    // If every first event waits for another event, the history contradicts itself; it is shown anyway.
    const next = earliest(firsts.filter(isFree)) ?? earliest(firsts);
    if (!next) return order;
    rest.find(([first]) => first === next)?.shift();
    toCome.delete(next.id);
    order.push(next);
  }
}

function earliest(events: readonly RecordedEventView[]): RecordedEventView | undefined {
  return events.reduce<RecordedEventView | undefined>(
    (first, event) => (first && first.at <= event.at ? first : event),
    undefined,
  );
}
