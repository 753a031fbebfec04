import { useState } from 'react';
import { problemIn, readDuration } from '@countersign/calendar';
import { TextInput } from '@mantine/core';
import type { TextInputProps } from '@mantine/core';
import { isoSeconds, isoText } from './duration-text.js';
import { sentenceOf } from './sentence-text.js';

interface DurationInputProps extends Omit<TextInputProps, 'value' | 'defaultValue' | 'onChange'> {
  /** ISO 8601; empty while the text cannot be read. */
  value: string;
  /** @param problem - why the text cannot be read; null when it can, and when there is none */
  onChange: (iso: string, problem: string | null) => void;
}

const textOf = (iso: string): string => (isoSeconds(iso) === null ? '' : isoText(iso));

/** Why a text is no duration, as a sentence; null for an empty text. */
function problemOf(text: string): string | null {
  const problem = text.trim() === '' ? null : problemIn(() => readDuration(text));
  return problem === null ? null : sentenceOf(problem);
}

/** A field that takes durations as people write them ("90m", "1h30", "2 days"), and shows what it understood. */
export function DurationInput({ value, onChange, error, description, ...input }: DurationInputProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const [isLeft, setLeft] = useState(false);
  const unread = draft === null ? null : problemOf(draft);
  const show = (written: string) => {
    const problem = problemOf(written);
    setDraft(written);
    onChange(problem !== null || written.trim() === '' ? '' : readDuration(written), problem);
  };
  return (
    <TextInput
      autoComplete="off"
      {...input}
      value={draft ?? textOf(value)}
      error={(isLeft ? unread : null) ?? error}
      description={description ?? understood(draft, unread, value)}
      onChange={(event) => show(event.currentTarget.value)}
      onFocus={(event) => {
        setLeft(false);
        input.onFocus?.(event);
      }}
      onBlur={(event) => {
        setLeft(true);
        if (unread === null) setDraft(null);
        input.onBlur?.(event);
      }}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
    />
  );
}

/** Never empty, so that the layout does not jump while somebody writes. */
function understood(draft: string | null, unread: string | null, value: string): string {
  if (draft === null || draft.trim() === '') return 'For example 90m, 1h30m or 2 days';
  return unread !== null ? 'Not understood yet' : `= ${textOf(value)}`;
}
