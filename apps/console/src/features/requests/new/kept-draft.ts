import type { Draft } from './draft.js';

const SLOT = 'countersign.draft';

interface Kept {
  subject: string | null;
  draft: Draft;
}

/** Keeps a draft while the page is left for a sign-in. */
export function keepDraft(storage: Storage, subject: string | null, draft: Draft): void {
  storage.setItem(SLOT, JSON.stringify({ subject, draft } satisfies Kept));
}

/** Removes and returns the kept draft; null when there is none, or when it is somebody else's. */
export function keptDraft(storage: Storage, subject: string | null): Draft | null {
  const text = storage.getItem(SLOT);
  dropDraft(storage);
  if (text === null) return null;
  const kept = JSON.parse(text) as Kept;
  return kept.subject === subject ? kept.draft : null;
}

/** Removes the kept draft. */
export function dropDraft(storage: Storage): void {
  storage.removeItem(SLOT);
}
