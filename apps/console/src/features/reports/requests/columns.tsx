import type { ReactNode } from 'react';
import { Text } from '@mantine/core';
import { LinkTo } from '../../../shared/links.js';
import { PersonName } from '../../../shared/person-name.js';
import { writtenText } from '../../../shared/person-text.js';
import { StatusBadge } from '../../../shared/status-badge.js';
import classes from '../reports.module.css';
import {
  Approvals,
  Comments,
  DurationCell,
  InstantCell,
  NameCell,
  Nothing,
  SecondFactors,
  Words,
} from './cells.js';
import type { Row } from './cells.js';
import { isolated } from '../../../shared/isolated.js';

/** One column of the report. */
export interface Column {
  id: string;
  label: string;
  cell: (row: Row) => ReactNode;
  /** Whether the column is shown by default. */
  isDefault?: boolean;
}

/** All columns, in their order on the page. */
export const COLUMNS: readonly Column[] = [
  {
    id: 'resource',
    label: 'Resource',
    isDefault: true,
    cell: ({ id, resource }) => (
      <LinkTo to="/requests/$id" params={{ id }} size="sm">
        <NameCell text={resource} />
      </LinkTo>
    ),
  },
  { id: 'account', label: 'Account', isDefault: true, cell: ({ account }) => <NameCell text={account} /> },
  {
    id: 'requester',
    label: 'Requested by',
    isDefault: true,
    cell: (row) => <PersonName person={row.requester} />,
  },
  {
    id: 'email',
    label: 'E-mail',
    cell: ({ requester }) => (requester.email === null ? <Nothing /> : <NameCell text={requester.email} />),
  },
  { id: 'status', label: 'Status', isDefault: true, cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: 'access',
    label: 'Access',
    isDefault: true,
    cell: ({ accessStatus }) => (accessStatus ? <StatusBadge status={accessStatus} /> : <Nothing />),
  },
  { id: 'approvals', label: 'Approvers', isDefault: true, cell: ({ steps }) => <Approvals steps={steps} /> },
  { id: 'comments', label: 'Approver comments', cell: ({ steps }) => <Comments steps={steps} /> },
  {
    id: 'reason',
    label: 'Reason',
    cell: ({ justification, erasedAt }) => <Words text={writtenText(justification, erasedAt)} />,
  },
  {
    id: 'ticket',
    label: 'Ticket',
    cell: ({ ticket }) => (ticket === null ? <Nothing /> : <NameCell text={ticket} />),
  },
  {
    id: 'requested-duration',
    label: 'Requested duration',
    isDefault: true,
    cell: ({ durations }) => <DurationCell iso={durations.requested} />,
  },
  {
    id: 'authorised-duration',
    label: 'Authorised duration',
    cell: ({ durations }) => <DurationCell iso={durations.authorised} />,
  },
  {
    id: 'actual-duration',
    label: 'Actual duration',
    cell: ({ durations }) => <DurationCell iso={durations.actual} />,
  },
  {
    id: 'submitted',
    label: 'Requested',
    isDefault: true,
    cell: ({ submittedAt }) => <InstantCell at={submittedAt} />,
  },
  { id: 'decided', label: 'Decided', cell: ({ decidedAt }) => <InstantCell at={decidedAt} /> },
  {
    id: 'time-to-decision',
    label: 'Time to decision',
    isDefault: true,
    cell: ({ timeToDecision }) => <DurationCell iso={timeToDecision} />,
  },
  { id: 'expires', label: 'Expires', cell: ({ expiresAt }) => <InstantCell at={expiresAt} /> },
  { id: 'starts', label: 'Start', cell: ({ startsAt }) => <InstantCell at={startsAt} /> },
  { id: 'ends', label: 'End', cell: ({ endsAt }) => <InstantCell at={endsAt} /> },
  { id: 'checked-out', label: 'Checked out', cell: ({ checkedOutAt }) => <InstantCell at={checkedOutAt} /> },
  { id: 'checked-in', label: 'Checked in', cell: ({ checkedInAt }) => <InstantCell at={checkedInAt} /> },
  { id: 'over', label: 'Access ended', cell: ({ overAt }) => <InstantCell at={overAt} /> },
  {
    id: 'policy',
    label: 'Policy',
    isDefault: true,
    cell: ({ policy }) =>
      policy ? <NameCell text={`${isolated(policy.name)}, version ${policy.version}`} /> : <Nothing />,
  },
  { id: 'mfa', label: 'Second factor', cell: (row) => <SecondFactors row={row} /> },
  { id: 'self-approved', label: 'Self-approved', cell: ({ selfApproved }) => (selfApproved ? 'Yes' : 'No') },
  { id: 'unmatched', label: 'Without a policy', cell: ({ unmatched }) => (unmatched ? 'Yes' : 'No') },
  {
    id: 'refused',
    label: 'Refused because',
    cell: ({ refusal }) => <Words text={refusal?.detail ?? null} />,
  },
  {
    id: 'revoked',
    label: 'Revoked',
    cell: ({ revocation }) =>
      revocation ? (
        <Text size="sm" component="div" className={classes['lines']}>
          <PersonName person={revocation.by} />, <InstantCell at={revocation.at} />:{' '}
          {writtenText(revocation.reason, revocation.erasedAt)}
        </Text>
      ) : (
        <Nothing />
      ),
  },
  {
    id: 'cancelled',
    label: 'Cancelled because',
    cell: ({ cancelComment }) => <Words text={cancelComment} />,
  },
];

export const DEFAULT_COLUMNS: readonly string[] = COLUMNS.filter(({ isDefault }) => isDefault).map(
  ({ id }) => id,
);

/** The chosen columns in their own order; the default columns when none of the choices is known. */
export function columnsOf(chosen: readonly string[] = DEFAULT_COLUMNS): Column[] {
  const known = COLUMNS.filter(({ id }) => chosen.includes(id));
  return known.length > 0 ? known : COLUMNS.filter(({ isDefault }) => isDefault);
}
