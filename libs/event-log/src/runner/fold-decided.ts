import { foldingOf } from '@countersign/contracts';
import type { DomainEvent } from '@countersign/contracts';
import type { AnyFolding, CommandContext, Fold } from '../decide-runner.js';
import { personalTexts } from '../personal-texts.js';

/** The state after events that were decided and are about to be, or have just been, appended under this context. */
export function foldDecided<State, Seen extends AnyFolding>(
  fold: Fold<State, Seen>,
  before: State,
  events: readonly DomainEvent[],
  { actor, personal }: Pick<CommandContext, 'actor' | 'personal'>,
): State {
  const provenance = { actor, personal: personalTexts(personal) };
  return events.reduce(
    (state, event) => fold.evolve(state, foldingOf(event, provenance) as unknown as Seen),
    before,
  );
}
