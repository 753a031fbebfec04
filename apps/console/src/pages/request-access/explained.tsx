import { IconAlertTriangle, IconShieldLock, IconUserCheck } from '@tabler/icons-react';
import { Alert, List, Stack, Text } from '@mantine/core';
import type { Schema } from '@countersign/api-client';
import { askedText, stepTitle } from '../../requests/step-text.js';
import { ApproverChips } from '../../shared/approver-chips.js';
import { Path, Station } from '../../shared/path.js';
import { requirements } from './requirements.js';

type Explanation = Schema<'Explanation'>;

/** Which policy will govern, who will be asked, what is required; or why it would be refused. */
export function Explained({ explanation: { outcome, policy, steps, limits } }: { explanation: Explanation }) {
  if (outcome === 'refused') return <NoPolicy />;
  return (
    <Stack gap="md">
      {outcome === 'granted' && <Ungoverned />}
      {policy && (
        <Text size="sm">
          Policy <b>{policy.name}</b>, version {policy.version}, will govern it.
        </Text>
      )}
      <Steps steps={steps} />
      {limits && <Requirements items={requirements(limits, outcome === 'approval-required')} />}
    </Stack>
  );
}

function Steps({ steps }: Pick<Explanation, 'steps'>) {
  if (steps.length === 0) return null;
  return (
    <Path label="Who will be asked">
      {steps.map((step, index) => (
        <Station key={index} icon={IconUserCheck} color="indigo">
          <Text fw={600} size="sm">
            {stepTitle(step.name, index)}
          </Text>
          <Text size="sm" mb={6}>
            {askedText(step.requiredApprovals)}
          </Text>
          <ApproverChips approvers={step.approvers} />
        </Station>
      ))}
    </Path>
  );
}

function Requirements({ items }: { items: string[] }) {
  return (
    <List size="sm" icon={<IconShieldLock size={16} aria-hidden />} spacing={4}>
      {items.map((item) => (
        <List.Item key={item}>{item}</List.Item>
      ))}
    </List>
  );
}

function NoPolicy() {
  return (
    <Alert color="red" variant="light" title="It would be refused" icon={<IconAlertTriangle aria-hidden />}>
      No policy governs this account on this resource, so nobody may approve its use. Check the names; if they
      are right, ask a policy administrator for a policy.
    </Alert>
  );
}

function Ungoverned() {
  return (
    <Alert
      color="yellow"
      variant="light"
      title="Granted without approval"
      icon={<IconAlertTriangle aria-hidden />}
    >
      No policy governs this. It would be granted at once, and flagged in every report.
    </Alert>
  );
}
