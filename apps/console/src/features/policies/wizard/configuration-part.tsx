import {
  Checkbox,
  Fieldset,
  Group,
  NumberInput,
  Radio,
  SimpleGrid,
  Stack,
  Switch,
  Textarea,
  TextInput,
} from '@mantine/core';
import { DurationInput } from '../../../shared/duration-input.js';
import { PolicyTester } from '../policy-tester.js';
import { ConditionFields } from './condition-fields.js';
import { useField, useWizard } from './wizard-context.js';

/** First part: name, conditions, times and requirements. */
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
  'Shows which of the saved policies governs these names. The new policy is not included yet: save it switched off to try it before it governs anything.';
const editNote =
  'Shows which of the saved policies governs these names. Your changes are included once you save them.';

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
          description="If several policies match, the highest priority governs"
          allowDecimal={false}
          min={-1_000_000}
          max={1_000_000}
          maw={320}
          value={draft.priority}
          onChange={(priority) => set({ priority })}
        />
        <Switch
          label="In force"
          description="A policy that is switched off governs nothing, but can be tried"
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
    <Fieldset legend="Requirements">
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

/** How long access and requests last (`rules.md#access-window`). */
function DurationFields() {
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
          label="The time of access starts at"
          value={draft.accessStarts}
          onChange={(starts) => set({ accessStarts: starts })}
        >
          <Stack gap={6} mt={6}>
            <Radio value="approval" label="the approval, or the requested start if that is later" />
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
      label="Check-out must happen within"
      withAsterisk
      maw={320}
      value={draft.useBy}
      onChange={(useBy) => set({ useBy })}
    />
  );
}

const occasions = [
  { value: 'onRequest', label: 'To request' },
  { value: 'onApproval', label: 'To approve' },
  { value: 'onCheckOut', label: 'To check out' },
] as const;

/** When a second factor is needed, and its maximum age (`rules.md#second-factor`). */
function MfaFields() {
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
          label="Maximum age"
          maw={320}
          value={mfa.maxAge}
          onChange={(iso) => set({ mfa: { ...mfa, maxAge: iso } })}
        />
      )}
    </Stack>
  );
}
