import type { ReactNode } from 'react';
import { Group, Stack, Text } from '@mantine/core';
import { ButtonTo, LinkTo } from '../../shared/links.js';
import { PersonName } from '../../shared/person-name.js';
import { writtenText } from '../../shared/person-text.js';
import classes from '../../shared/shared.module.css';
import { StatusBadge } from '../../shared/status-badge.js';
import { Countdown, Duration, Instant } from '../../shared/times.js';
import { AccessControls } from '../requests/access-controls.js';
import { AccessWindow } from '../requests/access-window.js';
import { awaitedText } from '../requests/step-text.js';
import { TargetName } from '../requests/target-name.js';
import type { RequestSummary } from '../requests/types.js';
import { isolated } from '../../shared/isolated.js';

interface ItemProps {
  request: RequestSummary;
  /** Words before the target, such as "Alice wants". */
  intro?: ReactNode;
  /** The line below. */
  line: ReactNode;
  /** A button or a badge at the right. */
  aside?: ReactNode;
  children?: ReactNode;
}

/** A request on the home page: its target with a link to its page, a line about it, and what the reader can do. */
function Item({ request, intro, line, aside, children }: ItemProps) {
  const { id, account, resource } = request;
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={2} flex="1 1 16rem" miw={0}>
          <Text component="div">
            {intro}
            <LinkTo to="/requests/$id" params={{ id }} inherit>
              <TargetName account={account} resource={resource} />
            </LinkTo>
          </Text>
          <Text size="sm" c="dimmed" component="div">
            {line}
          </Text>
        </Stack>
        {aside}
      </Group>
      {children}
    </Stack>
  );
}

/** A request that the reader may decide on. */
export function AwaitingItem({ request }: { request: RequestSummary }) {
  const { id, requester, duration, submittedAt, expiresAt, justification, erasedAt, account, resource } =
    request;
  const reason = writtenText(justification, erasedAt);
  return (
    <Item
      request={request}
      intro={
        <>
          <PersonName person={requester} /> wants{' '}
        </>
      }
      line={
        <>
          for <Duration iso={duration} /> · requested <Instant at={submittedAt} />
          {expiresAt !== null && (
            <>
              {' '}
              · <Countdown to={expiresAt} over="no time" /> left to decide
            </>
          )}
        </>
      }
      aside={
        <ButtonTo
          to="/requests/$id"
          params={{ id }}
          size="sm"
          aria-label={`Review ${isolated(account)} on ${isolated(resource)}`}
        >
          Review
        </ButtonTo>
      }
    >
      {reason !== null && (
        <Text size="sm" className={classes['words'] ?? ''} lineClamp={3}>
          {reason}
        </Text>
      )}
    </Item>
  );
}

/** An access that the reader can use now. The reader is its requester, so the commands are offered; the API decides. */
export function UsableItem({ request }: { request: RequestSummary }) {
  const { id, accessStatus, access } = request;
  if (!access || (accessStatus !== 'available' && accessStatus !== 'checked-out')) return null;
  const isCheckedOut = accessStatus === 'checked-out';
  return (
    <Item
      request={request}
      line={<AccessWindow status={accessStatus} startsAt={access.startsAt} endsAt={access.endsAt} />}
      aside={<StatusBadge status={accessStatus} />}
    >
      <AccessControls
        id={id}
        may={isCheckedOut ? ['check-out', 'check-in'] : ['check-out']}
        isCheckedOut={isCheckedOut}
      />
    </Item>
  );
}

/** An access that starts later. */
export function ScheduledItem({ request }: { request: RequestSummary }) {
  const { access } = request;
  if (!access) return null;
  return (
    <Item
      request={request}
      line={<AccessWindow status="scheduled" startsAt={access.startsAt} endsAt={access.endsAt} />}
      aside={<StatusBadge status="scheduled" />}
    />
  );
}

/** A pending request of the reader: its step, and the approvals that are missing. */
export function OpenItem({ request }: { request: RequestSummary }) {
  const { duration, submittedAt, expiresAt } = request;
  return (
    <Item
      request={request}
      line={
        <>
          for <Duration iso={duration} /> · requested <Instant at={submittedAt} />
          {expiresAt !== null && (
            <>
              {' '}
              · expires in <Countdown to={expiresAt} over="a moment" />
            </>
          )}
          <br />
          {waitingFor(request)}
        </>
      }
      aside={<StatusBadge status="pending" />}
    />
  );
}

/** "Step 1 of 2, Manager Review: waits for 1 approval by anyone of managers". */
function waitingFor({ openStep, currentStep }: RequestSummary): string {
  if (currentStep === null) return 'Being decided';
  if (openStep === null) return `Step ${currentStep + 1}`;
  const name = openStep.name === null ? '' : `, ${isolated(openStep.name)}`;
  return `Step ${currentStep + 1} of ${openStep.of}${name}: waits for ${awaitedText(openStep)}`;
}
