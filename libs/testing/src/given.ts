import { Refusal } from '@countersign/contracts';
import type { DomainEvent } from '@countersign/contracts';

/** The fold of a decision under test. */
export interface Folding<State, E extends DomainEvent> {
  initialState: State;
  evolve: (state: State, event: E) => State;
}

/** What a decision came to. */
export interface Outcome<E extends DomainEvent> {
  /** It decided exactly these events. */
  then(expected: E[]): void;
  /** It was refused with this code. */
  thenRefused(code: string): void;
}

/**
 * Given/when/then of a pure decision: `givenOf(approvalFold)([opened]).when((state) => approve(…, state, …))`.
 */
export function givenOf<State, E extends DomainEvent>({ initialState, evolve }: Folding<State, E>) {
  return (events: E[]) => ({
    when(decide: (state: State) => E[]): Outcome<E> {
      const state = events.reduce(evolve, initialState);
      return {
        then: (expected) => expect(decide(state)).toEqual(expected),
        thenRefused: (code) => expect(refusalOf(() => decide(state))?.code).toBe(code),
      };
    },
  });
}

/** The refusal that `decide` throws; undefined when it decides. A defect passes through. */
function refusalOf(decide: () => unknown): Refusal | undefined {
  try {
    decide();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
