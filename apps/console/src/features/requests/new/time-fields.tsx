import { Button, Group, Stack, TextInput } from '@mantine/core';
import dayjs from 'dayjs';
import { DurationInput } from '../../../shared/duration-input.js';
import { isoSeconds, isoText } from '../../../shared/duration-text.js';
import { nearInstant } from '../../../shared/instant-text.js';

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

/** A requested window keeps its end, however late the approval comes (`rules.md#access-window`). */
function windowText({ startsAt, duration }: Draft): string {
  const start = dayjs(startsAt);
  if (startsAt === '' || !start.isValid())
    return 'Leave it empty to start as soon as the request is approved.';
  const end = start.add(isoSeconds(duration) ?? 0, 'second');
  const zone = start.format('Z');
  return `Ends ${nearInstant(end.toISOString(), dayjs())}, even if the request is approved late (your time, UTC${zone}).`;
}
