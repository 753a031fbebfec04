import { TextInput } from '@mantine/core';
import dayjs from 'dayjs';
import { isoSeconds } from '../../shared/duration-text.js';
import { nearInstant } from '../../shared/instant-text.js';
import type { Draft } from './draft.js';

/** When it is to begin. */
export interface StartFieldProps {
  draft: Draft;
  problem: string | undefined;
  onChange: (startsAt: string) => void;
}

/** An optional start, in the reader's zone. */
export function StartField({ draft, problem, onChange }: StartFieldProps) {
  return (
    <TextInput
      id="startsAt"
      type="datetime-local"
      label="Not before"
      description={windowText(draft)}
      value={draft.startsAt}
      error={problem}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

/** A window that is asked for ends when it was to end, however late it is approved (rule 11). */
function windowText({ startsAt, duration }: Draft): string {
  const start = dayjs(startsAt);
  if (startsAt === '' || !start.isValid()) return 'Leave it empty to begin as soon as it is approved.';
  const end = start.add(isoSeconds(duration) ?? 0, 'second');
  const zone = start.format('Z');
  return `Ends ${nearInstant(end.toISOString(), dayjs())}, also if it is approved late (your time, UTC${zone}).`;
}
