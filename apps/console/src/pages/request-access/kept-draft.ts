import type { Draft } from './draft.js';

const SLOT = 'countersign.draft';

interface Kept {
  subject: string | null;
  draft: Draft;
}

/** Keeps what was written while the page is left for a sign-in. */
export function keepDraft(storage: Storage, subject: string | null, draft: Draft): void {
  storage.setItem(SLOT, JSON.stringify({ subject, draft } satisfies Kept));
}

/** What this person wrote, taken once; somebody else's is dropped. */
export function keptDraft(storage: Storage, subject: string | null): Draft | null {
  const text = storage.getItem(SLOT);
  dropDraft(storage);
  if (text === null) return null;
  const kept = JSON.parse(text) as Kept;
  return kept.subject === subject ? kept.draft : null;
}

/** It was sent. */
export function dropDraft(storage: Storage): void {
  storage.removeItem(SLOT);
}
