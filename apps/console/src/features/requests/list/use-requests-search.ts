import { useNavigate, useSearch } from '@tanstack/react-router';
import { changed } from './requests-search.js';
import type { RequestsSearch } from './requests-search.js';

/** Changes the address; empty members are removed. */
export type Change = (changes: { [Key in keyof RequestsSearch]: unknown }) => void;

/** The address and how to change it. Changes replace the history entry, so that "back" leaves the page. */
export function useRequestsSearch(): { search: RequestsSearch; change: Change; clear: () => void } {
  const search = useSearch({ from: '/requests' });
  const navigate = useNavigate({ from: '/requests' });
  return {
    search,
    change: (changes) => void navigate({ search: (now) => changed(now, changes), replace: true }),
    clear: () => void navigate({ search: ({ status }) => (status ? { status } : {}), replace: true }),
  };
}
