import { actorOf, foldingOf, Refusal } from '@countersign/contracts';
import type { Actor, ApprovalEvent, Caller, Folding, Person } from '@countersign/contracts';
import { evolve, initialState } from '../approval.js';
import type { Approval, OpenedApproval } from '../approval.js';
import { approve } from '../approve.js';
import type { Approve } from '../approve.js';
import { cancel } from '../cancel.js';
import type { DecisionContext } from '../eligibility.js';
import { expire } from '../expire.js';
import { reject } from '../reject.js';

/** When something is done, and by whom; without a caller, the service itself acts. */
export interface Acting {
  now: Date;
  caller?: Caller;
}

/** A rule with its command. */
export type Rule<A extends Acting> = (approval: OpenedApproval, acting: A) => ApprovalEvent[];

/** An approval with a history, on which a command can be tried. */
export interface Given {
  approval: OpenedApproval;
  /** Runs a command, and adds its events to the history. */
  and<A extends Acting>(rule: Rule<A>, acting: A): Given;
  when<A extends Acting>(rule: Rule<A>, acting: A): Then;
  /** The same history after its private texts were erased. */
  erased(erasedAt: string): Given;
}

/** What was decided, or refused. */
export interface Then {
  events: ApprovalEvent[];
  refusal: Refusal | null;
  types: string[];
}

/** An approval just opened; then `given(opened(…)).when(approving(), by(bob))`. */
export function given(opening: ApprovalEvent): Given {
  return givenPast([recorded(opening)]);
}

/**
 * The event as the log passes it to a fold: with the actor, the data from the actor's token, and the actor's texts.
 */
export function recorded(event: ApprovalEvent, caller?: Caller): Folding<ApprovalEvent> {
  const service: Actor = { kind: 'service', id: 'approval' };
  return foldingOf(
    event,
    caller ? { actor: actorOf(caller), personal: knownOf(caller) } : { actor: service, personal: null },
  );
}

/** The approval after these events. */
export function folded(past: readonly Folding<ApprovalEvent>[]): OpenedApproval {
  return past.reduce<Approval>(evolve, initialState) as OpenedApproval;
}

/** The event after its private text was erased. */
export function erasedOf<E extends Folding<ApprovalEvent>>(event: E, erasedAt: string): E {
  return event.private === null ? event : { ...event, private: null, erasedAt };
}

export const approving =
  (command: Partial<Approve> = {}): Rule<DecisionContext> =>
  (approval, context) =>
    approve({ comment: null, maxDuration: null, ...command }, approval, context);

export const rejecting =
  (comment: string | null = null): Rule<DecisionContext> =>
  (approval, context) =>
    reject({ comment }, approval, context);

export const cancelling =
  (comment: string | null = null): Rule<DecisionContext> =>
  (approval, context) =>
    cancel({ comment }, approval, context);

export const expiring: Rule<Acting> = (approval, { now }) => expire(approval, now);

function givenPast(past: readonly Folding<ApprovalEvent>[]): Given {
  const approval = folded(past);
  return {
    approval,
    and: (rule, acting) =>
      givenPast([...past, ...rule(approval, acting).map((event) => recorded(event, acting.caller))]),
    when: (rule, acting) => outcome(() => rule(approval, acting)),
    erased: (erasedAt) => givenPast(past.map((event) => erasedOf(event, erasedAt))),
  };
}

function knownOf({ name, email }: Person): { name: string; email?: string } {
  return email === null ? { name } : { name, email };
}

function outcome(act: () => ApprovalEvent[]): Then {
  try {
    const events = act();
    return { events, refusal: null, types: events.map(({ type }) => type) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { events: [], refusal: error, types: [] };
  }
}
