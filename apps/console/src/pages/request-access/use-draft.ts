import { useEffect, useState } from 'react';
import { useSearch } from '@tanstack/react-router';
import { useSession } from '../../session/session-context.js';
import { emptyDraft } from './draft.js';
import type { Draft } from './draft.js';
import { dropDraft, keepDraft, keptDraft } from './kept-draft.js';

/** What is being written. It survives the sign-in that sending may ask for, also when that is cancelled. */
export function useDraft() {
  const session = useSession();
  const { resource = '', account = '' } = useSearch({ from: '/request-access' });
  const [draft, setDraft] = useState<Draft>({ ...emptyDraft, resource, account });
  useEffect(() => {
    void session.subject().then((subject) => {
      const kept = keptDraft(sessionStorage, subject);
      if (kept) setDraft(kept);
    });
  }, [session]);
  return {
    draft,
    write: (changes: Partial<Draft>) => setDraft((now) => ({ ...now, ...changes })),
    keep: () => void session.subject().then((subject) => keepDraft(sessionStorage, subject, draft)),
    forget: () => dropDraft(sessionStorage),
  };
}
