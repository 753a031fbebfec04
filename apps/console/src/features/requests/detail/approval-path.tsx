import { IconBan, IconCheck, IconClock, IconDots, IconShieldCheck, IconX } from '@tabler/icons-react';
import type { Icon } from '@tabler/icons-react';
import { Badge, Box, Group, Stack, Text } from '@mantine/core';
import { ApproverChips } from '../../../shared/approver-chips.js';
import { isoText } from '../../../shared/duration-text.js';
import { Path, Station } from '../../../shared/path.js';
import { PersonName } from '../../../shared/person-name.js';
import { writtenText } from '../../../shared/person-text.js';
import { StatusBadge } from '../../../shared/status-badge.js';
import { Instant } from '../../../shared/times.js';
import { askedText, missingText, stepTitle } from '../step-text.js';
import type { Request, Step } from '../types.js';
import classes from './decision-line.module.css';

const SIGNS: Record<Step['status'], { icon: Icon; color: string }> = {
  waiting: { icon: IconDots, color: 'gray' },
  pending: { icon: IconClock, color: 'yellow' },
  approved: { icon: IconCheck, color: 'green' },
  rejected: { icon: IconX, color: 'red' },
  closed: { icon: IconBan, color: 'gray' },
};

/** The steps in their order: who may approve, who did, which step is open and what it still needs. */
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

/** What a step waits for, or how it ended. */
function stateText(step: Step): string {
  switch (step.status) {
    case 'pending':
      return `Still needs ${missingText(step)}.`;
    case 'waiting':
      return `Opens after the previous step: ${askedText(step.requiredApprovals)}.`;
    case 'approved':
      return `${askedText(step.requiredApprovals)}.`;
    case 'rejected':
      return 'One rejection ends the request.';
    case 'closed':
      return 'The request ended before this step was needed.';
    default:
      return step.status satisfies never;
  }
}

/** A decision: the person, the verdict, the instant, the second factor and the comment. */
function DecisionLine({ decision }: { decision: Step['decisions'][number] }) {
  const { by, decision: verdict, comment, erasedAt, maxDuration, at, mfa, selfApproval } = decision;
  const said = writtenText(comment, erasedAt);
  return (
    <Box className={classes['decision'] ?? ''}>
      <Group gap={6}>
        <Text size="sm" component="span">
          <PersonName person={by} /> {verdict === 'approve' ? 'approved' : 'rejected'} <Instant at={at} />
        </Text>
        {mfa && (
          <Badge
            variant="light"
            color="gray"
            tt="none"
            leftSection={<IconShieldCheck size={13} aria-hidden />}
          >
            Second factor
          </Badge>
        )}
        {selfApproval && (
          <Badge variant="light" color="yellow" tt="none">
            Own request
          </Badge>
        )}
      </Group>
      {maxDuration !== null && <Text size="sm">Shortened to {isoText(maxDuration)}.</Text>}
      {said !== null && (
        <Text size="sm" component="blockquote" className={classes['comment'] ?? ''}>
          {said}
        </Text>
      )}
    </Box>
  );
}
