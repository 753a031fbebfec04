import { TextInput } from '@mantine/core';
import { useReportsSearch } from './use-search.js';

/** First and last day, both included. */
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
