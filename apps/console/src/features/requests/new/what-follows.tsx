import { useId } from 'react';
import { IconAlertTriangle, IconShieldLock, IconUserCheck } from '@tabler/icons-react';
import type { Schema } from '@countersign/api-client';
import { Alert, List, Paper, Stack, Text, Title } from '@mantine/core';
import { ApproverChips } from '../../../shared/approver-chips.js';
import { Loading } from '../../../shared/loading.js';
import { Path, Station } from '../../../shared/path.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import { askedText, stepTitle } from '../step-text.js';
import { requirements } from './limits.js';
import type { useExplanation } from './use-new-request.js';
import { Name } from '../../../shared/name.js';

/** What will happen with the request, while it is being written. */
export function WhatFollows({ explanation }: { explanation: ReturnType<typeof useExplanation> }) {
  const heading = useId();
  return (
    <Paper component="section" withBorder p="md" aria-labelledby={heading} mih={220}>
      <Title order={2} size="h5" mb="sm" id={heading}>
        What happens next
      </Title>
      <div aria-live="polite">
        <Body {...explanation} />
      </div>
    </Paper>
  );
}

function Body({ isAsked, data, isError, error, refetch }: ReturnType<typeof useExplanation>) {
  if (data) return <Explained explanation={data} />;
  if (!isAsked)
    return (
      <Text c="dimmed">Enter a resource and an account to see who will be asked and what is required.</Text>
    );
  if (isError)
    return <ProblemAlert error={error} title="The preview is not available" onRetry={() => void refetch()} />;
  return <Loading lines={3} height={40} />;
}

type Explanation = Schema<'Explanation'>;

/** The governing policy, the approvers and the requirements; or why the request would be refused. */
function Explained({ explanation: { outcome, policy, steps, limits } }: { explanation: Explanation }) {
  if (outcome === 'refused') return <NoPolicy />;
  return (
    <Stack gap="md">
      {outcome === 'granted' && <Ungoverned />}
      {policy && (
        <Text size="sm">
          Policy{' '}
          <b>
            <Name>{policy.name}</Name>
          </b>
          , version {policy.version}, will govern this request.
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
    <Alert
      color="red"
      variant="light"
      title="This request would be refused"
      icon={<IconAlertTriangle aria-hidden />}
    >
      No policy governs this account on this resource, so nobody can approve its use. Check the names; if they
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
      No policy governs this request. It would be granted at once and flagged in every report.
    </Alert>
  );
}
