import { useState } from 'react';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { Badge, Button, Group, SegmentedControl, SimpleGrid, Stack } from '@mantine/core';
import type { Schema } from '@countersign/api-client';
import { MoreFilters } from './more-filters.js';
import { filterCount } from './requests-search.js';
import type { RequestsSearch } from './requests-search.js';
import { SearchField } from './search-field.js';
import type { Change } from './use-requests-search.js';

/** Filters of the list. */
export interface FiltersProps {
  search: RequestsSearch;
  /** Policies of what is listed, to choose from. */
  policies: Schema<'PolicyRef'>[];
  onChange: Change;
  onClear: () => void;
}

const WHOSE = [
  { value: 'all', label: 'Anyone’s' },
  { value: 'mine', label: 'Mine' },
  { value: 'awaiting', label: 'Awaiting me' },
];

/** Whose requests, the search, and further filters behind a button that says how many are set. */
export function Filters({ search, policies, onChange, onClear }: FiltersProps) {
  const { requester: _r, awaiting: _a, ...further } = search;
  const count = filterCount(further);
  const [isOpen, setOpen] = useState(count > 0);
  return (
    <Stack gap="sm" role="search" aria-label="Requests">
      <Group gap="sm" align="flex-end">
        <SearchField
          label="Search"
          value={search.q ?? ''}
          onChange={(q) => onChange({ q })}
          flex="1 1 14rem"
        />
        <SegmentedControl
          aria-label="Whose requests"
          data={WHOSE}
          value={search.awaiting ? 'awaiting' : search.requester ? 'mine' : 'all'}
          onChange={(whose) => onChange(whoseChange(whose))}
        />
        <Button
          variant="default"
          leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
          rightSection={count > 0 ? <Badge size="sm">{count}</Badge> : undefined}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          Filters
        </Button>
      </Group>
      {isOpen && (
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
          <MoreFilters search={search} policies={policies} onChange={onChange} />
        </SimpleGrid>
      )}
      {isOpen && count > 0 && (
        <Group>
          <Button variant="subtle" size="xs" onClick={onClear}>
            Clear all filters
          </Button>
        </Group>
      )}
    </Stack>
  );
}

const whoseChange = (whose: string) => ({
  requester: whose === 'mine' ? 'me' : undefined,
  awaiting: whose === 'awaiting' ? 'me' : undefined,
});
