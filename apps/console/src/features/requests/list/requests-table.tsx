import { memo } from 'react';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { Badge, Group, Text, UnstyledButton } from '@mantine/core';
import { LinkTo } from '../../../shared/links.js';
import { PersonName } from '../../../shared/person-name.js';
import { StatusBadge } from '../../../shared/status-badge.js';
import { Duration, Instant } from '../../../shared/times.js';
import { TargetName } from '../target-name.js';
import type { RequestSort, RequestSummary, SortKey } from '../types.js';
import { sortedBy } from './requests-search.js';
import classes from './requests-table.module.css';
import { isolated } from '../../../shared/isolated.js';

interface RequestsTableProps {
  items: readonly RequestSummary[];
  sort: RequestSort | undefined;
  onSort: (sort: RequestSort) => void;
}

/**
 * A table; on a narrow screen, a list of cards. The roles are explicit because elements laid out as a grid lose their
 * own in some browsers. Rows out of sight are not laid out.
 */
export function RequestsTable({ items, sort = '-submittedAt', onSort }: RequestsTableProps) {
  const head = (key: SortKey, label: string) => (
    <SortHead label={label} direction={directionOf(key, sort)} onSort={() => onSort(sortedBy(key, sort))} />
  );
  return (
    <table role="table" className={classes['table']} aria-label="Requests" aria-rowcount={-1}>
      <thead role="rowgroup">
        <tr role="row" className={classes['row']}>
          {head('resource', 'Access')}
          {head('requester', 'Requester')}
          <th role="columnheader" scope="col">
            Duration
          </th>
          {head('submittedAt', 'Requested')}
          {head('decidedAt', 'Decided')}
          <th role="columnheader" scope="col">
            Status
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {items.map((request) => (
          <Row key={request.id} request={request} />
        ))}
      </tbody>
    </table>
  );
}

type Direction = 'ascending' | 'descending' | 'none';

function directionOf(key: SortKey, sort: RequestSort): Direction {
  if (sort === key) return 'ascending';
  return sort === `-${key}` ? 'descending' : 'none';
}

function SortHead({ label, direction, onSort }: { label: string; direction: Direction; onSort: () => void }) {
  const Sign = direction === 'descending' ? IconArrowDown : IconArrowUp;
  return (
    <th role="columnheader" scope="col" aria-sort={direction}>
      <UnstyledButton onClick={onSort} fz="inherit" fw="inherit" className={classes['sort'] ?? ''}>
        {label}
        {direction !== 'none' && <Sign size={14} aria-hidden />}
      </UnstyledButton>
    </th>
  );
}

const Row = memo(function Row({ request }: { request: RequestSummary }) {
  const { id, account, resource, requester, duration, submittedAt, decidedAt, ticket, policy } = request;
  return (
    <tr role="row" className={classes['row']}>
      <td role="cell" className={classes['what']}>
        <LinkTo to="/requests/$id" params={{ id }} preload={false}>
          <TargetName account={account} resource={resource} />
        </LinkTo>
        <Text size="xs" c="dimmed" truncate>
          {[policy?.name, ticket].flatMap((name) => (name ? isolated(name) : [])).join(' · ') || '–'}
        </Text>
      </td>
      <td role="cell" data-label="Requester">
        <PersonName person={requester} />
      </td>
      <td role="cell" data-label="Duration">
        <Duration iso={duration} />
      </td>
      <td role="cell" data-label="Requested">
        <Instant at={submittedAt} />
      </td>
      <td role="cell" data-label="Decided">
        {decidedAt === null ? '–' : <Instant at={decidedAt} />}
      </td>
      <td role="cell">
        <Badges request={request} />
      </td>
    </tr>
  );
});

function Badges({ request: { status, accessStatus, unmatched, selfApproved } }: { request: RequestSummary }) {
  return (
    <Group gap={6}>
      <StatusBadge status={status} />
      {accessStatus !== null && <StatusBadge status={accessStatus} />}
      {unmatched && <Flag>No policy</Flag>}
      {selfApproved && <Flag>Self-approved</Flag>}
    </Group>
  );
}

function Flag({ children }: { children: string }) {
  return (
    <Badge variant="outline" color="orange" tt="none" autoContrast>
      {children}
    </Badge>
  );
}
