import { Button, Group, Stack } from '@mantine/core';
import { DurationInput } from '../../shared/duration-input.js';
import { isoText } from '../../shared/duration-text.js';
import { durationProblem, rangeText } from './draft.js';
import type { Limits } from './draft.js';
import { presets } from './presets.js';

/** How long, and how long it may be. */
export interface DurationFieldProps {
  value: string;
  limits: Limits;
  problem: string | undefined;
  onChange: (iso: string) => void;
}

/** A duration in words, or one of those that the policy allows. */
export function DurationField({ value, limits, problem, onChange }: DurationFieldProps) {
  // What the policy does not allow is said at once; what is not written yet, only when it is to be sent.
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
