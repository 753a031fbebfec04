import type { Schema } from '@countersign/api-client';
import { NativeSelect, TextInput } from '@mantine/core';
import { statusWord } from '../../shared/status-badge.js';
import { ACCESS_STATUSES } from './requests-search.js';
import type { RequestSort } from '../../requests/types.js';
import { SearchField } from './search-field.js';
import type { FiltersProps } from './filters.js';

/** Where the table is cards, its columns cannot be clicked. */
const ORDERS = [
  { value: '-submittedAt', label: 'Newest first' },
  { value: 'submittedAt', label: 'Oldest first' },
  { value: '-decidedAt', label: 'Decided last' },
  { value: 'decidedAt', label: 'Decided first' },
  { value: 'resource', label: 'Resource' },
  { value: '-resource', label: 'Resource, Z to A' },
  { value: 'account', label: 'Account' },
  { value: '-account', label: 'Account, Z to A' },
  { value: 'requester', label: 'Requester' },
  { value: '-requester', label: 'Requester, Z to A' },
] satisfies { value: RequestSort; label: string }[];

/** The filters that are not always needed. */
export function MoreFilters({ search, policies, onChange }: Omit<FiltersProps, 'onClear'>) {
  return (
    <>
      <SearchField
        label="Resource, by its whole name"
        value={search.resource ?? ''}
        onChange={(resource) => onChange({ resource })}
      />
      <SearchField
        label="Account, by its whole name"
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
        label="Asked from"
        value={search.from ?? ''}
        max={search.to}
        onChange={({ currentTarget }) => onChange({ from: currentTarget.value })}
      />
      <TextInput
        type="date"
        label="Asked until, that day included"
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

/** Each once, by name; the chosen one is always among them. */
function policyChoices(policies: Schema<'PolicyRef'>[], chosen: string | undefined) {
  const names = new Map(chosen === undefined ? [] : [[chosen, 'The chosen one']]);
  for (const { id, name } of policies) names.set(id, name);
  const choices = [...names].map(([value, label]) => ({ value, label }));
  return choices.sort((a, b) => a.label.localeCompare(b.label));
}
