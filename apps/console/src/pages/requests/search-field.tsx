import { useEffect, useRef, useState } from 'react';
import { IconSearch } from '@tabler/icons-react';
import { CloseButton, TextInput } from '@mantine/core';
import type { TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';

/** A field whose words filter the list. */
export interface SearchFieldProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  label: string;
  value: string;
  onChange: (words: string) => void;
}

const PAUSE_MS = 300;

/** Filters once somebody stops writing; takes over what the address says when it changes otherwise. */
export function SearchField({ label, value, onChange, ...input }: SearchFieldProps) {
  const [draft, setDraft] = useState(value);
  const sent = useRef(value);
  const send = useDebouncedCallback((words: string) => {
    sent.current = words.trim();
    onChange(words);
  }, PAUSE_MS);
  useEffect(() => {
    if (value !== sent.current) setDraft(value);
    sent.current = value;
  }, [value]);
  const write = (words: string) => {
    setDraft(words);
    send(words);
  };
  return (
    <TextInput
      {...input}
      label={label}
      value={draft}
      maxLength={200}
      autoComplete="off"
      spellCheck={false}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        draft !== '' && <CloseButton size="sm" aria-label={`Clear ${label}`} onClick={() => write('')} />
      }
      onChange={({ currentTarget }) => write(currentTarget.value)}
    />
  );
}
