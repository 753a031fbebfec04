import { Refusal } from '@countersign/contracts';
import type { ApprovalEvent } from '@countersign/contracts';
import { evolve, initialState } from '../approval.js';
import type { Approval, OpenedApproval } from '../approval.js';

type Act = (approval: OpenedApproval) => ApprovalEvent[];

/** An approval with a past, to which something is done. */
export interface Given {
  approval: OpenedApproval;
  /** Does it and keeps what happened: more past. */
  and(act: Act): Given;
  when(act: Act): Then;
}

/** What was decided, or refused. */
export interface Then {
  events: ApprovalEvent[];
  refusal: Refusal | null;
  types: string[];
}

/** Folds events; then `given(opened(…)).when((approval) => approve(yes, approval, by(bob)))`. */
export function given(...events: ApprovalEvent[]): Given {
  const approval = events.reduce<Approval>(evolve, initialState) as OpenedApproval;
  return {
    approval,
    and: (act) => given(...events, ...act(approval)),
    when: (act) => outcome(() => act(approval)),
  };
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
