import { TextInput } from '@mantine/core';
import { useTypedText } from '../../shared/use-typed-text.js';
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

/** A filter by exact text, applied when typing pauses. */
export function FilterText({ name, label, placeholder }: { name: Name; label: string; placeholder: string }) {
  const [search, change] = useReportsSearch();
  const [text, write] = useTypedText(search[name] ?? '', (typed) => change({ [name]: typed || undefined }));
  return (
    <TextInput
      label={label}
      placeholder={placeholder}
      maxLength={256}
      autoComplete="off"
      value={text}
      onChange={({ currentTarget }) => write(currentTarget.value)}
    />
  );
}
