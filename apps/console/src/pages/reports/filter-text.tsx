import { useState } from 'react';
import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useReportsSearch } from './use-search.js';

/** Texts of the address that are typed. */
type Name = 'requester' | 'resource' | 'account' | 'person' | 'code' | 'subject';

/** Whoever types pauses about this long when done. */
const PAUSE_MS = 350;

/** A filter by exact text; it counts once the typing pauses. */
export function FilterText({ name, label, placeholder }: { name: Name; label: string; placeholder: string }) {
  const [search, change] = useReportsSearch();
  const value = search[name] ?? '';
  const [draft, setDraft] = useState<{ text: string; over: string } | null>(null);
  const commit = useDebouncedCallback(
    (text: string) => change({ [name]: text.trim() || undefined }),
    PAUSE_MS,
  );
  // A draft is over another value once the address says something else: back, or "Clear filters".
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
