import { useState } from 'react';
import { TextInput } from '@mantine/core';
import type { TextInputProps } from '@mantine/core';
import { durationText, isoOf, isoSeconds, readDuration } from './duration-text.js';

interface DurationInputProps extends Omit<TextInputProps, 'value' | 'defaultValue' | 'onChange'> {
  /** ISO 8601; empty while the text cannot be read. */
  value: string;
  onChange: (iso: string) => void;
}

const textOf = (iso: string): string => {
  const seconds = isoSeconds(iso);
  return seconds === null ? '' : durationText(seconds);
};
const isoOfText = (text: string): string => {
  const seconds = readDuration(text);
  return seconds === null ? '' : isoOf(seconds);
};

/** A field that takes durations as people write them ("90 min", "1h30", "2 days"), and shows what it understood. */
export function DurationInput({ value, onChange, error, description, ...input }: DurationInputProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const text = draft ?? textOf(value);
  const isUnread = text.trim() !== '' && value === '';
  const unread = 'Write a duration such as “90 min”, “1h30” or “2 days”.';
  const show = (written: string) => {
    setDraft(written);
    onChange(isoOfText(written));
  };
  return (
    <TextInput
      autoComplete="off"
      {...input}
      value={text}
      error={error ?? (isUnread && draft === null ? unread : undefined)}
      description={description ?? understood(draft, value)}
      onChange={(event) => show(event.currentTarget.value)}
      onBlur={(event) => {
        if (value !== '') setDraft(null);
        input.onBlur?.(event);
      }}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
    />
  );
}

/** Never empty, so that the layout does not jump while somebody writes. */
function understood(draft: string | null, value: string): string {
  if (draft === null || draft.trim() === '') return 'For example “90 min”, “1h30” or “2 days”';
  return value === '' ? 'Not understood yet' : `= ${textOf(value)}`;
}
