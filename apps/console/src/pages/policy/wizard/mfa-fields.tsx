import { Checkbox, Group, Stack } from '@mantine/core';
import { DurationInput } from '../../../shared/duration-input.js';
import { useField, useWizard } from './wizard-context.js';

const occasions = [
  { value: 'onRequest', label: 'To request' },
  { value: 'onApproval', label: 'To approve' },
  { value: 'onCheckOut', label: 'To check out' },
] as const;

/** When a second factor is needed, and how fresh. */
export function MfaFields() {
  const { draft, set } = useWizard();
  const { mfa } = draft;
  const chosen = occasions.map(({ value }) => value).filter((occasion) => mfa[occasion]);
  const maxAge = useField('mfa.maxAge');
  const choose = (values: string[]) => {
    const flags = Object.fromEntries(occasions.map(({ value }) => [value, values.includes(value)]));
    set({ mfa: { ...mfa, ...flags } });
  };
  return (
    <Stack gap="sm">
      <Checkbox.Group label="A second factor is needed" value={chosen} onChange={choose}>
        <Group mt={6}>
          {occasions.map(({ value, label }) => (
            <Checkbox key={value} value={value} label={label} />
          ))}
        </Group>
      </Checkbox.Group>
      {chosen.length > 0 && (
        <DurationInput
          {...maxAge}
          label="At most this old"
          maw={320}
          value={mfa.maxAge}
          onChange={(iso) => set({ mfa: { ...mfa, maxAge: iso } })}
        />
      )}
    </Stack>
  );
}
