import { useRef, useState } from 'react';
import { problemIn } from '@countersign/calendar';
import { ActionIcon, Button, Group, Stack, TextInput, VisuallyHidden } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import dayjs from 'dayjs';
import { DurationInput } from '../../../shared/duration-input.js';
import { isoSeconds, isoText } from '../../../shared/duration-text.js';
import { nearInstant } from '../../../shared/instant-text.js';
import { sentenceOf } from '../../../shared/sentence-text.js';
import { startOf } from './draft.js';
import type { Draft } from './draft.js';
import { durationProblem, presets, rangeText } from './limits.js';
import type { Limits } from './limits.js';

interface DurationFieldProps {
  value: string;
  limits: Limits;
  problem: string | undefined;
  onChange: (iso: string) => void;
}

/** A field for the duration, with usual durations that the policy allows. */
export function DurationField({ value, limits, problem, onChange }: DurationFieldProps) {
  // An empty field is a problem only when the form is sent; a duration outside the limits is one at once.
  const outOfRange = value === '' ? null : durationProblem(value, limits);
  return (
    <Stack gap="xs">
      <DurationInput
        id="duration"
        label={limits ? `How long (${rangeText(limits)})` : 'How long'}
        withAsterisk
        value={value}
        error={problem ?? outOfRange}
        onChange={onChange}
      />
      <Group gap={6} role="group" aria-label="Usual durations">
        {presets(limits).map((iso) => (
          <Button
            key={iso}
            size="compact-sm"
            variant={iso === value ? 'filled' : 'default'}
            aria-pressed={iso === value}
            onClick={() => onChange(iso)}
          >
            {isoText(iso)}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}

interface StartFieldProps {
  draft: Draft;
  problem: string | undefined;
  onChange: (startsAt: string) => void;
}

/** An optional start, as people write times, or chosen from the browser's calendar. */
export function StartField({ draft, problem, onChange }: StartFieldProps) {
  const [isLeft, setLeft] = useState(false);
  const unread = isLeft && draft.startsAt.trim() !== '' ? problemIn(() => startOf(draft.startsAt)) : null;
  return (
    <TextInput
      id="startsAt"
      label="Not before"
      placeholder="2026-01-31 22:00"
      autoComplete="off"
      description={windowText(draft)}
      value={draft.startsAt}
      error={problem ?? (unread === null ? undefined : sentenceOf(unread))}
      rightSection={<Calendar onChoose={onChange} />}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      onFocus={() => setLeft(false)}
      onBlur={() => setLeft(true)}
    />
  );
}

/** The browser's own field for local times cannot hold an offset, so that only its calendar is used. */
function Calendar({ onChoose }: { onChoose: (local: string) => void }) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <ActionIcon
        variant="subtle"
        aria-label="Choose from a calendar"
        onClick={() => field.current?.showPicker()}
      >
        <IconCalendar size={16} aria-hidden />
      </ActionIcon>
      <VisuallyHidden>
        <input
          ref={field}
          type="datetime-local"
          tabIndex={-1}
          aria-hidden
          onChange={({ currentTarget }) => onChoose(currentTarget.value.replace('T', ' '))}
        />
      </VisuallyHidden>
    </>
  );
}

/** A requested window keeps its end, however late the approval comes (`rules.md#access-window`). */
function windowText({ startsAt, duration }: Draft): string {
  if (startsAt.trim() === '' || problemIn(() => startOf(startsAt)) !== null)
    return 'Leave it empty to start as soon as the request is approved.';
  const start = dayjs(startOf(startsAt));
  const end = start.add((isoSeconds(duration) ?? 0) * 1000, 'millisecond');
  const [from, to] = [start, end].map((at) => nearInstant(at.toISOString(), dayjs()));
  return `From ${from} (your time, UTC${start.format('Z')}) until ${to}, even if the request is approved late.`;
}
