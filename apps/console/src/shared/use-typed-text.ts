import { useEffect, useRef, useState } from 'react';
import { useDebouncedCallback } from '@mantine/hooks';

const TYPING_PAUSE_MS = 300;

/**
 * The text of a field that filters a list when typing pauses, and that follows the filter when it changes by other means,
 * such as "back" or a button that clears all filters.
 *
 * @param value - the filter, trimmed
 * @param onChange - is called with the trimmed text
 * @returns the text, and a function that is called with each change of it
 */
export function useTypedText(
  value: string,
  onChange: (text: string) => void,
): [string, (text: string) => void] {
  const [draft, setDraft] = useState(value);
  const sent = useRef(value);
  const send = useDebouncedCallback((text: string) => {
    sent.current = text.trim();
    onChange(sent.current);
  }, TYPING_PAUSE_MS);
  useEffect(() => {
    if (value !== sent.current) setDraft(value);
    sent.current = value;
  }, [value]);
  const write = (text: string) => {
    setDraft(text);
    send(text);
  };
  return [draft, write];
}
