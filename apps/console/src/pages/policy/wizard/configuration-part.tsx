import { Checkbox, Fieldset, Group, NumberInput, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { PolicyTester } from '../policy-tester.js';
import { ConditionFields } from './condition-fields.js';
import { DurationFields } from './duration-fields.js';
import { MfaFields } from './mfa-fields.js';
import { useField, useWizard } from './wizard-context.js';

/** First part: what it is called, what it governs, what it asks of people and gives them. */
export function ConfigurationPart({ policyId }: { policyId: string | null }) {
  return (
    <Stack gap="lg">
      <NameFields />
      <ConditionFields />
      <PolicyTester policyId={policyId} note={policyId === null ? newNote : editNote} />
      <DurationFields />
      <DutyFields />
    </Stack>
  );
}

const newNote =
  'Says which of the saved policies governs these names now. What you write here is not among them yet: save it switched off, and it can be tried before it governs anything.';
const editNote =
  'Says what the policies do as they are saved. Your changes here count once you have saved them.';

function NameFields() {
  const { draft, set } = useWizard();
  return (
    <Stack gap="sm">
      <TextInput
        {...useField('name')}
        label="Name"
        withAsterisk
        maxLength={128}
        autoComplete="off"
        value={draft.name}
        onChange={({ currentTarget }) => set({ name: currentTarget.value })}
      />
      <Textarea
        {...useField('description')}
        label="Description"
        autosize
        minRows={2}
        maxLength={2000}
        value={draft.description}
        onChange={({ currentTarget }) => set({ description: currentTarget.value })}
      />
      <Group gap="xl" align="flex-start">
        <NumberInput
          {...useField('priority')}
          label="Priority"
          description="Of several policies that match, the highest governs"
          allowDecimal={false}
          min={-1_000_000}
          max={1_000_000}
          maw={320}
          value={draft.priority}
          onChange={(priority) => set({ priority })}
        />
        <Switch
          label="In force"
          description="Switched off it governs nothing, and can be tried"
          mt="lg"
          checked={draft.enabled}
          onChange={({ currentTarget }) => set({ enabled: currentTarget.checked })}
        />
      </Group>
    </Stack>
  );
}

function DutyFields() {
  const { draft, set } = useWizard();
  return (
    <Fieldset legend="Duties">
      <Stack gap="sm">
        <Checkbox
          label="Requesters must give a justification"
          checked={draft.justification === 'required'}
          onChange={({ currentTarget }) =>
            set({ justification: currentTarget.checked ? 'required' : 'optional' })
          }
        />
        <Checkbox
          label="One check-out at a time"
          description="While one person has the account checked out, nobody else can check it out"
          checked={draft.checkOut.exclusive}
          onChange={({ currentTarget }) => set({ checkOut: { exclusive: currentTarget.checked } })}
        />
        <MfaFields />
      </Stack>
    </Fieldset>
  );
}
