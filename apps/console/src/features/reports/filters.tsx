import { useState } from 'react';
import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useReportsSearch } from './use-search.js';

/** The first and the last day, both included. */
export function DayRange({ hint }: { hint?: string }) {
  const [{ from, to }, change] = useReportsSearch();
  return (
    <>
      <TextInput
        type="date"
        label="From"
        title={hint}
        value={from ?? ''}
        max={to}
        onChange={({ currentTarget: { value } }) => change({ from: value || undefined })}
      />
      <TextInput
        type="date"
        label="To"
        value={to ?? ''}
        min={from}
        onChange={({ currentTarget: { value } }) => change({ to: value || undefined })}
      />
    </>
  );
}

/** The text filters of the address. */
type Name = 'requester' | 'resource' | 'account' | 'person' | 'code' | 'subject';

/** The list is filtered after a pause in typing of this length. */
const TYPING_PAUSE_MS = 350;

/** A filter by exact text, applied when typing pauses. */
export function FilterText({ name, label, placeholder }: { name: Name; label: string; placeholder: string }) {
  const [search, change] = useReportsSearch();
  const value = search[name] ?? '';
  const [draft, setDraft] = useState<{ text: string; over: string } | null>(null);
  const commit = useDebouncedCallback(
    (text: string) => change({ [name]: text.trim() || undefined }),
    TYPING_PAUSE_MS,
  );
  // A draft is obsolete once the address has another value, through "back" or "Clear filters".
  const text = draft && (draft.over === value || draft.text.trim() === value) ? draft.text : value;
  return (
    <TextInput
      label={label}
      placeholder={placeholder}
      maxLength={256}
      autoComplete="off"
      value={text}
      onChange={({ currentTarget }) => {
        setDraft({ text: currentTarget.value, over: value });
        commit(currentTarget.value);
      }}
    />
  );
}
