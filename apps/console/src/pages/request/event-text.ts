import dayjs from 'dayjs';
import type { Schema } from '@countersign/api-client';
import { isoText } from '../../shared/duration-text.js';

/** One line of a request's story. */
export type TimelineEntry = Schema<'TimelineEntry'>;
type Data = TimelineEntry['data'];

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const when = (value: unknown): string => dayjs(text(value)).format('D MMM YYYY, HH:mm');
const object = (value: unknown): Data => (typeof value === 'object' && value !== null ? (value as Data) : {});

const TEXTS: Record<string, (data: Data) => string> = {
  'request.submitted': (data) => `Access was requested, governed by policy ${policyText(data)}.`,
  'request.refused': ({ detail }) => `Refused: ${text(detail)}`,
  'request.unmatched': () => 'Granted without approval, because no policy governs it.',
  'request.approved': () => 'The request was approved.',
  'request.rejected': () => 'The request was rejected.',
  'request.cancelled': () => 'The request was cancelled by its requester.',
  'request.expired': () => 'The request expired: nobody decided in time.',
  'approval.opened': ({ expiresAt }) => `Approvers may decide, until ${when(expiresAt)}.`,
  'approval.decided': decisionText,
  'approval.approved': ({ duration }) => `Every step has its approvals, for ${isoText(text(duration))}.`,
  'approval.rejected': () => 'One rejection ended the approval.',
  'approval.cancelled': () => 'The approval ended, because the request was withdrawn.',
  'approval.expired': () => 'The time to decide is over.',
  'access.granted': ({ startsAt, endsAt }) =>
    `Access was granted, from ${when(startsAt)} to ${when(endsAt)}.`,
  'access.opened': () => 'The access can be used from now on.',
  'access.checked_out': ({ endsAt, exclusive, mfa }) =>
    `Checked out${exclusive === true ? ' exclusively' : ''}${mfa ? ' with a second factor' : ''}, until ${when(endsAt)}.`,
  'access.checked_in': () => 'Checked in.',
  'access.ended': ({ reason }) =>
    reason === 'not-used'
      ? 'The access ended: it was not used in time.'
      : 'The access ended with its window.',
  'access.revoked': ({ reason }) => `The access was revoked: ${text(reason)}`,
};

/** An event in plain words; one that this console does not know yet, by its type. */
export function eventText({ type, data }: Pick<TimelineEntry, 'type' | 'data'>): string {
  return TEXTS[type]?.(data) ?? type.replace(/[._]/g, ' ');
}

function policyText({ policy }: Data): string {
  const { content, version } = object(policy);
  return `${text(object(content)['name'])}, version ${String(version)}`;
}

function decisionText({ step, decision }: Data): string {
  const { decision: verdict, maxDuration, selfApproval, mfa } = object(decision);
  const verb = verdict === 'approve' ? 'approved' : 'rejected';
  const parts = [
    `Step ${Number(step) + 1} was ${verb}`,
    mfa ? 'with a second factor' : '',
    selfApproval === true ? 'by the requester' : '',
    maxDuration ? `for ${isoText(text(maxDuration))} at most` : '',
  ];
  return `${parts.filter(Boolean).join(' ')}.`;
}
