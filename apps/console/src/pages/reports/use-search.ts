import { getRouteApi } from '@tanstack/react-router';
import type { ReportsSearch } from './search.js';

const route = getRouteApi('/reports');

/** What is changed; undefined takes a choice away. */
export type Change = { [Name in keyof ReportsSearch]?: ReportsSearch[Name] | undefined };

/** What is chosen, from the address, and how to choose otherwise. Typing leaves no trail of pages to go back through. */
export function useReportsSearch(): [ReportsSearch, (change: Change) => void] {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (change: Change) =>
    void navigate({
      search: (before) => ({ ...before, ...change }) as ReportsSearch,
      replace: !('tab' in change),
      resetScroll: false,
    });
  return [search, change];
}
