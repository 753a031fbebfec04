import { IconSearch } from '@tabler/icons-react';
import { Group, SegmentedControl, TextInput } from '@mantine/core';
import { useTypedText } from '../../../shared/use-typed-text.js';
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

/** The filters of the list by text and by state. */
export function PolicySearch({ filters, onChange }: PolicySearchProps) {
  const { q, ...others } = filters;
  const { enabled: _, ...searched } = filters;
  return (
    <Group gap="sm" align="flex-end">
      <SearchField
        value={q ?? ''}
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

function SearchField({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const [text, write] = useTypedText(value, onChange);
  return (
    <TextInput
      flex={1}
      miw={200}
      maw={420}
      type="search"
      label="Search"
      placeholder="Name, description or pattern"
      leftSection={<IconSearch size={16} aria-hidden />}
      value={text}
      onChange={({ currentTarget }) => write(currentTarget.value)}
    />
  );
}
