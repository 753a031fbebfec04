import { useState } from 'react';
import { IconAdjustmentsHorizontal, IconSearch } from '@tabler/icons-react';
import type { Schema } from '@countersign/api-client';
import {
  Badge,
  Button,
  CloseButton,
  Group,
  NativeSelect,
  SegmentedControl,
  SimpleGrid,
  Stack,
  TextInput,
} from '@mantine/core';
import type { TextInputProps } from '@mantine/core';
import { statusWord } from '../../../shared/status-badge.js';
import { useTypedText } from '../../../shared/use-typed-text.js';
import type { RequestSort } from '../types.js';
import { ACCESS_STATUSES } from '../../../shared/statuses.js';
import { filterCount } from './requests-search.js';
import type { RequestsSearch } from './requests-search.js';
import type { Change } from './use-requests-search.js';

interface FiltersProps {
  search: RequestsSearch;
  /** The policies of the listed requests, as choices. */
  policies: Schema<'PolicyRef'>[];
  onChange: Change;
  onClear: () => void;
}

const WHOSE = [
  { value: 'all', label: 'Anyone’s' },
  { value: 'mine', label: 'Mine' },
  { value: 'awaiting', label: 'Awaiting me' },
];

/** The search, whose requests, and further filters behind a button that shows how many are set. */
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

/** For narrow screens, where the table is a list of cards without column heads to click. */
const ORDERS = [
  { value: '-submittedAt', label: 'Newest first' },
  { value: 'submittedAt', label: 'Oldest first' },
  { value: '-decidedAt', label: 'Latest decision first' },
  { value: 'decidedAt', label: 'Earliest decision first' },
  { value: 'resource', label: 'Resource' },
  { value: '-resource', label: 'Resource, Z to A' },
  { value: 'account', label: 'Account' },
  { value: '-account', label: 'Account, Z to A' },
  { value: 'requester', label: 'Requester' },
  { value: '-requester', label: 'Requester, Z to A' },
] satisfies { value: RequestSort; label: string }[];

function MoreFilters({ search, policies, onChange }: Omit<FiltersProps, 'onClear'>) {
  return (
    <>
      <SearchField
        label="Resource, full name"
        value={search.resource ?? ''}
        onChange={(resource) => onChange({ resource })}
      />
      <SearchField
        label="Account, full name"
        value={search.account ?? ''}
        onChange={(account) => onChange({ account })}
      />
      <NativeSelect
        label="Policy"
        value={search.policyId ?? ''}
        data={[{ value: '', label: 'Any' }, ...policyChoices(policies, search.policyId)]}
        onChange={({ currentTarget }) => onChange({ policyId: currentTarget.value })}
      />
      <NativeSelect
        label="Access"
        value={search.accessStatus ?? ''}
        data={[
          { value: '', label: 'Any' },
          ...ACCESS_STATUSES.map((value) => ({ value, label: statusWord(value) })),
        ]}
        onChange={({ currentTarget }) => onChange({ accessStatus: currentTarget.value })}
      />
      <TextInput
        type="date"
        label="Requested from"
        value={search.from ?? ''}
        max={search.to}
        onChange={({ currentTarget }) => onChange({ from: currentTarget.value })}
      />
      <TextInput
        type="date"
        label="Requested until, inclusive"
        value={search.to ?? ''}
        min={search.from}
        onChange={({ currentTarget }) => onChange({ to: currentTarget.value })}
      />
      <NativeSelect
        label="Order"
        value={search.sort ?? '-submittedAt'}
        data={ORDERS}
        onChange={({ currentTarget }) => onChange({ sort: currentTarget.value })}
      />
    </>
  );
}

/** Each policy once, by name; the chosen policy is always included. */
function policyChoices(policies: Schema<'PolicyRef'>[], chosen: string | undefined) {
  const names = new Map(chosen === undefined ? [] : [[chosen, 'The chosen policy']]);
  for (const { id, name } of policies) names.set(id, name);
  const choices = [...names].map(([value, label]) => ({ value, label }));
  return choices.sort((a, b) => a.label.localeCompare(b.label));
}

interface SearchFieldProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  label: string;
  value: string;
  onChange: (text: string) => void;
}

/** A text field that filters when typing pauses, and follows the address when that changes. */
function SearchField({ label, value, onChange, ...input }: SearchFieldProps) {
  const [text, write] = useTypedText(value, onChange);
  return (
    <TextInput
      {...input}
      label={label}
      value={text}
      maxLength={200}
      autoComplete="off"
      spellCheck={false}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        text !== '' && <CloseButton size="sm" aria-label={`Clear ${label}`} onClick={() => write('')} />
      }
      onChange={({ currentTarget }) => write(currentTarget.value)}
    />
  );
}
