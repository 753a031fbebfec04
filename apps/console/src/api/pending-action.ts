/** An action that waits for a stronger sign-in. No token is in it. */
export interface PendingAction {
  /** What is done to what, such as `approve:<request id>`. */
  id: string;
  /** How people call it. */
  label: string;
  /** What the call was given, as JSON keeps it. */
  variables: unknown;
  /** The command's Idempotency-Key: going on is a repeat, not a second command. */
  key: string;
  /** Whose action it is: the issuer's id of the person. */
  subject: string;
  /** When it was begun, in ms since the epoch. */
  at: number;
}

const SLOT = 'countersign.pending-action';
/** Who needs longer to sign in may have forgotten what they wanted. */
const FORGOTTEN_AFTER_MS = 15 * 60_000;

/** Keeps an action over a sign-in; there is one at a time. */
export function keepAction(storage: Storage, action: PendingAction): void {
  storage.setItem(SLOT, JSON.stringify(action));
}

/** The action that waits, if any; it does not wait any more then. */
export function dropAction(storage: Storage): PendingAction | null {
  const text = storage.getItem(SLOT);
  storage.removeItem(SLOT);
  return text === null ? null : (JSON.parse(text) as PendingAction);
}

/**
 * The action of this id that waits, taken once. Somebody else's action, or one of long ago, is dropped: whoever
 * signs in acts for themselves.
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
