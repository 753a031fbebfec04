import { IconBan, IconCheck, IconClock, IconDots, IconX } from '@tabler/icons-react';
import { Group, Stack, Text } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import { askedText, missingText, stepTitle } from '../../requests/step-text.js';
import type { Request, Step } from '../../requests/types.js';
import { ApproverChips } from '../../shared/approver-chips.js';
import { Path, Station } from '../../shared/path.js';
import { StatusBadge } from '../../shared/status-badge.js';
import { DecisionLine } from './decision-line.js';

const SIGNS: Record<Step['status'], { icon: Icon; color: string }> = {
  waiting: { icon: IconDots, color: 'gray' },
  pending: { icon: IconClock, color: 'yellow' },
  approved: { icon: IconCheck, color: 'green' },
  rejected: { icon: IconX, color: 'red' },
  closed: { icon: IconBan, color: 'gray' },
};

/** The steps in their order: who may approve, who did, which one is open and what it still needs. */
export function ApprovalPath({ request: { steps, currentStep } }: { request: Request }) {
  return (
    <Path label="Approval steps">
      {steps.map((step, index) => (
        <Station key={index} {...SIGNS[step.status]} isCurrent={index === currentStep}>
          <StepView step={step} index={index} />
        </Station>
      ))}
    </Path>
  );
}

function StepView({ step, index }: { step: Step; index: number }) {
  return (
    <Stack gap={6}>
      <Group gap="xs">
        <Text fw={600} component="h3" fz="md" m={0}>
          {stepTitle(step.name, index)}
        </Text>
        <StatusBadge status={step.status} />
      </Group>
      <ApproverChips approvers={step.approvers} />
      {step.decisions.map((decision) => (
        <DecisionLine key={`${decision.by.id} ${decision.at}`} decision={decision} />
      ))}
      <Text size="sm" c="dimmed" role={step.status === 'pending' ? 'status' : undefined}>
        {stateText(step)}
      </Text>
    </Stack>
  );
}

/** What a step waits for, or what became of it. */
function stateText(step: Step): string {
  switch (step.status) {
    case 'pending':
      return `Still needs ${missingText(step)}.`;
    case 'waiting':
      return `Comes after the step before it: ${askedText(step.requiredApprovals)}.`;
    case 'approved':
      return `${askedText(step.requiredApprovals)}.`;
    case 'rejected':
      return 'One rejection ends a request.';
    case 'closed':
      return 'It ended before anybody was needed here.';
    default:
      return step.status satisfies never;
  }
}
