import type { Schema } from '@countersign/api-client';
import { details, table } from '../../output/table.js';
import type { Column } from '../../output/table.js';

type Request = Schema<'Request'>;
type Step = Schema<'Step'>;

/** Columns of a list of requests. */
export const requestColumns: readonly Column<Schema<'RequestSummary'>>[] = [
  { title: 'id', of: ({ id }) => id },
  { title: 'status', of: statusOf },
  { title: 'requester', of: ({ requester }) => requester.name },
  { title: 'resource', of: ({ resource }) => resource },
  { title: 'account', of: ({ account }) => account },
  { title: 'duration', of: ({ duration }) => duration },
  { title: 'submitted', of: ({ submittedAt }) => submittedAt },
  { title: 'reason', of: ({ justification }) => justification },
];

function statusOf({ status, accessStatus }: Schema<'RequestSummary'>): string {
  return accessStatus === null ? status : `${status}, ${accessStatus}`;
}

/** A request as a page for people: facts, steps with decisions, and what the caller may do. */
export function requestText(request: Request): string {
  const { requester, policy, access, refusal, you } = request;
  const facts = details([
    ['id', request.id],
    ['status', request.status],
    ['requester', requester.email === null ? requester.name : `${requester.name} <${requester.email}>`],
    ['resource', request.resource],
    ['account', request.account],
    ['duration', request.duration],
    ['reason', request.justification],
    ['ticket', request.ticket],
    ['starts', request.startsAt],
    ['policy', policy && `${policy.name}, version ${policy.version}`],
    ['submitted', request.submittedAt],
    ['expires', request.status === 'pending' ? request.expiresAt : null],
    ['decided', request.decidedAt],
    ['refused', refusal && `${refusal.detail} (${refusal.code})`],
    ['access', access && `${access.status}, ${access.startsAt} to ${access.endsAt}`],
    ['you may', you.may.length > 0 ? you.may.join(', ') : (you.why?.detail ?? 'nothing now')],
  ]);
  return request.steps.length > 0 ? `${facts}\n\n${stepsText(request.steps)}` : facts;
}

function stepsText(steps: readonly Step[]): string {
  return table(
    steps.map((step, i) => ({ ...step, number: i + 1 })),
    [
      { title: 'step', of: ({ number, name }) => `${number}. ${name ?? 'Approval'}` },
      { title: 'status', of: ({ status }) => status },
      { title: 'needs', of: ({ requiredApprovals }) => requiredApprovals },
      { title: 'of', of: ({ approvers }) => approvers.map(({ type, id }) => `${type} ${id}`).join(', ') },
      { title: 'decisions', of: ({ decisions }) => decisions.map(decisionText).join('; ') || null },
    ],
  );
}

function decisionText({ by, decision, comment }: Step['decisions'][number]): string {
  return `${by.name}: ${decision}${comment === null ? '' : ` “${comment}”`}`;
}
