import { useNavigate, useSearch } from '@tanstack/react-router';
import { changed } from './requests-search.js';
import type { RequestsSearch } from './requests-search.js';

/** Changes of the address; what is empty goes. */
export type Change = (changes: { [Key in keyof RequestsSearch]: unknown }) => void;

/** What the address says, and how to change it. Changes replace it: back leads to the page before, not to each letter. */
export function useRequestsSearch(): { search: RequestsSearch; change: Change; clear: () => void } {
  const search = useSearch({ from: '/requests' });
  const navigate = useNavigate({ from: '/requests' });
  return {
    search,
    change: (changes) => void navigate({ search: (now) => changed(now, changes), replace: true }),
    clear: () => void navigate({ search: ({ status }) => (status ? { status } : {}), replace: true }),
  };
}
