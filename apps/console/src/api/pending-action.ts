/** An action that waits for a stronger sign-in. It contains no token. */
export interface PendingAction {
  /** What is done to what, such as `approve:<request id>`. */
  id: string;
  /** The action's name for people. */
  label: string;
  /** The arguments of the call, as JSON keeps them. */
  variables: unknown;
  /** The command's Idempotency-Key, so that continuing is a retry and not a second command. */
  key: string;
  /** The person whose action it is, by the issuer's id. */
  subject: string;
  /** When the action was started, in ms since the epoch. */
  at: number;
}

const SLOT = 'countersign.pending-action';
/** Somebody who takes longer than this to sign in may no longer want the action. */
const FORGOTTEN_AFTER_MS = 15 * 60_000;

/** Keeps an action during a sign-in; only one is kept at a time. */
export function keepAction(storage: Storage, action: PendingAction): void {
  storage.setItem(SLOT, JSON.stringify(action));
}

/** Removes and returns the waiting action, if there is one. */
export function dropAction(storage: Storage): PendingAction | null {
  const text = storage.getItem(SLOT);
  storage.removeItem(SLOT);
  return text === null ? null : (JSON.parse(text) as PendingAction);
}

/**
 * Removes and returns the waiting action if it has this id. An action of somebody else, or an old one, is dropped:
 * people continue only their own actions.
 */
export function takeAction(
  storage: Storage,
  { id, subject, now }: { id: string; subject: string | null; now: number },
): PendingAction | null {
  const text = storage.getItem(SLOT);
  if (text === null || (JSON.parse(text) as PendingAction).id !== id) return null;
  const action = dropAction(storage);
  const isTheirs = action !== null && action.subject === subject && now - action.at < FORGOTTEN_AFTER_MS;
  return isTheirs ? action : null;
}
