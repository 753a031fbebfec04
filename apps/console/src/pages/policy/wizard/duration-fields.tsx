import { Fieldset, Radio, SimpleGrid, Stack } from '@mantine/core';
import { DurationInput } from '../../../shared/duration-input.js';
import { useField, useWizard } from './wizard-context.js';

/** How long access and requests last. */
export function DurationFields() {
  const { draft, set } = useWizard();
  return (
    <Fieldset legend="Time">
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <DurationInput
            {...useField('maxAccessDuration')}
            label="Longest access"
            withAsterisk
            value={draft.maxAccessDuration}
            onChange={(maxAccessDuration) => set({ maxAccessDuration })}
          />
          <DurationInput
            {...useField('minAccessDuration')}
            label="Shortest access"
            value={draft.minAccessDuration}
            onChange={(minAccessDuration) => set({ minAccessDuration })}
          />
          <DurationInput
            {...useField('requestTtl')}
            label="Undecided requests expire after"
            value={draft.requestTtl}
            onChange={(requestTtl) => set({ requestTtl })}
          />
        </SimpleGrid>
        <Radio.Group
          label="The time of access runs from"
          value={draft.accessStarts}
          onChange={(starts) => set({ accessStarts: starts })}
        >
          <Stack gap={6} mt={6}>
            <Radio value="approval" label="the approval, or a later start that was asked for" />
            <Radio value="check-out" label="the check-out" />
          </Stack>
        </Radio.Group>
        {draft.accessStarts === 'check-out' && <UseBy />}
      </Stack>
    </Fieldset>
  );
}

function UseBy() {
  const { draft, set } = useWizard();
  return (
    <DurationInput
      {...useField('useBy')}
      label="It must be checked out within"
      withAsterisk
      maw={320}
      value={draft.useBy}
      onChange={(useBy) => set({ useBy })}
    />
  );
}
