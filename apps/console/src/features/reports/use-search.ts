import { getRouteApi } from '@tanstack/react-router';
import type { ReportsSearch } from './search.js';

const route = getRouteApi('/reports');

/** Changes of the address; undefined removes a member. */
type Change = { [Name in keyof ReportsSearch]?: ReportsSearch[Name] | undefined };

/** The choices in the address, and how to change them. Only a change of tab adds a history entry. */
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
