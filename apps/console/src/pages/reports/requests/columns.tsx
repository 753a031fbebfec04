import type { ReactNode } from 'react';
import { Text } from '@mantine/core';
import { writtenText } from '../../../shared/erasure-text.js';
import { LinkTo } from '../../../shared/links.js';
import { PersonName } from '../../../shared/person-name.js';
import { StatusBadge } from '../../../shared/status-badge.js';
import classes from '../reports.module.css';
import { Approvals, At, Comments, Long, Name, Nothing, SecondFactors, Words } from './cells.js';
import type { Row } from './cells.js';

/** One column of the report. */
export interface Column {
  id: string;
  label: string;
  cell: (row: Row) => ReactNode;
  /** Shown until somebody chooses. */
  isUsual?: boolean;
}

/** Every column there is, in the order they are shown. */
export const COLUMNS: readonly Column[] = [
  {
    ...{ id: 'resource', label: 'Resource', isUsual: true },
    cell: ({ id, resource }) => (
      <LinkTo to="/requests/$id" params={{ id }} size="sm">
        <Name text={resource} />
      </LinkTo>
    ),
  },
  { id: 'account', label: 'Account', isUsual: true, cell: ({ account }) => <Name text={account} /> },
  {
    id: 'requester',
    label: 'Requested by',
    isUsual: true,
    cell: (row) => <PersonName person={row.requester} />,
  },
  { id: 'email', label: 'E-mail', cell: ({ requester }) => requester.email ?? <Nothing /> },
  { id: 'status', label: 'Status', isUsual: true, cell: ({ status }) => <StatusBadge status={status} /> },
  {
    ...{ id: 'access', label: 'Access', isUsual: true },
    cell: ({ accessStatus }) => (accessStatus ? <StatusBadge status={accessStatus} /> : <Nothing />),
  },
  { id: 'approvals', label: 'Approvers', isUsual: true, cell: ({ steps }) => <Approvals steps={steps} /> },
  { id: 'comments', label: 'Approver comments', cell: ({ steps }) => <Comments steps={steps} /> },
  {
    id: 'reason',
    label: 'Reason',
    cell: ({ justification, erasedAt }) => <Words text={writtenText(justification, erasedAt)} />,
  },
  { id: 'ticket', label: 'Ticket', cell: ({ ticket }) => ticket ?? <Nothing /> },
  {
    ...{ id: 'requested-duration', label: 'Requested duration', isUsual: true },
    cell: ({ durations }) => <Long iso={durations.requested} />,
  },
  {
    ...{ id: 'authorised-duration', label: 'Authorised duration' },
    cell: ({ durations }) => <Long iso={durations.authorised} />,
  },
  {
    id: 'actual-duration',
    label: 'Actual duration',
    cell: ({ durations }) => <Long iso={durations.actual} />,
  },
  { id: 'submitted', label: 'Requested', isUsual: true, cell: ({ submittedAt }) => <At at={submittedAt} /> },
  { id: 'decided', label: 'Decided', cell: ({ decidedAt }) => <At at={decidedAt} /> },
  {
    ...{ id: 'time-to-decision', label: 'Time to decision', isUsual: true },
    cell: ({ timeToDecision }) => <Long iso={timeToDecision} />,
  },
  { id: 'expires', label: 'Expires', cell: ({ expiresAt }) => <At at={expiresAt} /> },
  { id: 'starts', label: 'Start', cell: ({ startsAt }) => <At at={startsAt} /> },
  { id: 'ends', label: 'End', cell: ({ endsAt }) => <At at={endsAt} /> },
  { id: 'checked-out', label: 'Checked out', cell: ({ checkedOutAt }) => <At at={checkedOutAt} /> },
  { id: 'checked-in', label: 'Checked in', cell: ({ checkedInAt }) => <At at={checkedInAt} /> },
  { id: 'over', label: 'Over', cell: ({ overAt }) => <At at={overAt} /> },
  {
    ...{ id: 'policy', label: 'Policy', isUsual: true },
    cell: ({ policy }) =>
      policy ? <Name text={`${policy.name}, version ${policy.version}`} /> : <Nothing />,
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
    ...{ id: 'revoked', label: 'Revoked' },
    cell: ({ revocation }) =>
      revocation ? (
        <Text size="sm" component="div" className={classes['lines']}>
          <PersonName person={revocation.by} />, <At at={revocation.at} />:{' '}
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

export const USUAL: readonly string[] = COLUMNS.filter(({ isUsual }) => isUsual).map(({ id }) => id);

/** The columns that were chosen, in their own order; the usual ones when none of them is known. */
export function columnsOf(chosen: readonly string[] = USUAL): Column[] {
  const known = COLUMNS.filter(({ id }) => chosen.includes(id));
  return known.length > 0 ? known : COLUMNS.filter(({ isUsual }) => isUsual);
}
