import { IconInbox, IconSearchOff } from '@tabler/icons-react';
import { Box, Button, Center, Stack, Text } from '@mantine/core';
import type { RequestSummary } from '../../requests/types.js';
import { EmptyState } from '../../shared/empty-state.js';
import { ButtonTo } from '../../shared/links.js';
import { RequestsTable } from './requests-table.js';
import { filterCount } from './requests-search.js';
import type { RequestsSearch } from './requests-search.js';
import type { Change } from './use-requests-search.js';

/** What was found. */
export interface RequestsResultProps {
  items: readonly RequestSummary[];
  search: RequestsSearch;
  /** It is of the filters before; the answer to the new ones is on its way. */
  isStale: boolean;
  /** Loads the next page; null when there is none. */
  more: (() => void) | null;
  isLoadingMore: boolean;
  onChange: Change;
  onClear: () => void;
}

/** The table and the way to more of it, or why there is nothing. */
export function RequestsResult({
  items,
  search,
  isStale,
  more,
  isLoadingMore,
  ...changes
}: RequestsResultProps) {
  const { onChange, onClear } = changes;
  const isFiltered = filterCount(search) > 0 || search.q !== undefined;
  return (
    <Stack gap="md" aria-busy={isStale}>
      <Text size="sm" c="dimmed" role="status">
        {isStale ? 'Loading …' : shownText(items.length, more !== null)}
      </Text>
      <Box opacity={isStale ? 0.6 : 1}>
        {items.length > 0 && (
          <RequestsTable items={items} sort={search.sort} onSort={(sort) => onChange({ sort })} />
        )}
        {items.length === 0 && (isFiltered ? <NothingFound onClear={onClear} /> : <NothingYet />)}
      </Box>
      {more && (
        <Center>
          <Button variant="default" loading={isLoadingMore} onClick={more}>
            Load more
          </Button>
        </Center>
      )}
    </Stack>
  );
}

function shownText(count: number, hasMore: boolean): string {
  if (count === 0) return 'Nothing to show';
  const requests = count === 1 ? '1 request' : `${count.toLocaleString()} requests`;
  return hasMore ? `The first ${requests}` : requests;
}

function NothingFound({ onClear }: { onClear: () => void }) {
  const action = <Button onClick={onClear}>Clear all filters</Button>;
  return (
    <EmptyState icon={IconSearchOff} title="Nothing matches" action={action}>
      Look into another tab, or ask for less.
    </EmptyState>
  );
}

function NothingYet() {
  return (
    <EmptyState
      icon={IconInbox}
      title="There are none"
      action={<ButtonTo to="/request-access">Request access</ButtonTo>}
    >
      Requests that you made, or may decide on, stand here.
    </EmptyState>
  );
}
