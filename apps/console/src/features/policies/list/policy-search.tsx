import { useState } from 'react';
import { IconSearch } from '@tabler/icons-react';
import { Group, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import type { PolicyFilters } from './policy-filters.js';

interface PolicySearchProps {
  filters: PolicyFilters;
  onChange: (filters: PolicyFilters) => void;
}

const states = [
  { value: 'all', label: 'All' },
  { value: 'true', label: 'In force' },
  { value: 'false', label: 'Switched off' },
];
/** The list is filtered after a pause in typing of this length. */
const TYPING_PAUSE_MS = 250;

/** The filters of the list by text and by state. */
export function PolicySearch({ filters, onChange }: PolicySearchProps) {
  const { q, ...others } = filters;
  const { enabled: _, ...searched } = filters;
  return (
    <Group gap="sm" align="flex-end">
      <SearchField
        text={q ?? ''}
        onChange={(text) => onChange({ ...others, ...(text !== '' && { q: text }) })}
      />
      <SegmentedControl
        aria-label="State"
        data={states}
        value={String(filters.enabled ?? 'all')}
        onChange={(state) => onChange({ ...searched, ...(state !== 'all' && { enabled: state === 'true' }) })}
      />
    </Group>
  );
}

function SearchField({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  const [known, setKnown] = useState(text);
  const later = useDebouncedCallback(onChange, TYPING_PAUSE_MS);
  // The address has changed through "back" or a link.
  if (text !== known) {
    setKnown(text);
    setTyped(text);
  }
  return (
    <TextInput
      flex={1}
      miw={200}
      maw={420}
      type="search"
      label="Search"
      placeholder="Name, description or pattern"
      leftSection={<IconSearch size={16} aria-hidden />}
      value={typed}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value);
        later(value.trim());
      }}
    />
  );
}
