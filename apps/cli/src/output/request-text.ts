import type { Schema } from '@countersign/api-client';
import { personName, personText, textOrErasure } from './person.js';
import { details, table } from './table.js';
import type { Column } from './table.js';

type Request = Schema<'Request'>;
type Step = Schema<'Step'>;

export const requestColumns: readonly Column<Schema<'RequestSummary'>>[] = [
  { title: 'id', of: ({ id }) => id },
  { title: 'status', of: statusOf },
  { title: 'requester', of: ({ requester }) => personName(requester) },
  { title: 'resource', of: ({ resource }) => resource },
  { title: 'account', of: ({ account }) => account },
  { title: 'duration', of: ({ duration }) => duration },
  { title: 'submitted', of: ({ submittedAt }) => submittedAt },
  { title: 'reason', of: ({ justification, erasedAt }) => textOrErasure(justification, erasedAt) },
];

function statusOf({ status, accessStatus }: Schema<'RequestSummary'>): string {
  return accessStatus === null ? status : `${status}, ${accessStatus}`;
}

/** A request for people: its facts, its steps with their decisions, and what the caller may do. */
export function requestText(request: Request): string {
  const { requester, policy, access, refusal, you } = request;
  const facts = details([
    ['id', request.id],
    ['status', request.status],
    ['requester', personText(requester)],
    ['resource', request.resource],
    ['account', request.account],
    ['duration', request.duration],
    ['reason', textOrErasure(request.justification, request.erasedAt)],
    ['ticket', request.ticket],
    ['starts', request.startsAt],
    ['policy', policy && `${policy.name}, version ${policy.version}`],
    ['submitted', request.submittedAt],
    ['expires', request.status === 'pending' ? request.expiresAt : null],
    ['decided', request.decidedAt],
    ['refused', refusal && `${refusal.detail} (${refusal.code})`],
    ['access', access && `${access.status}, ${access.startsAt} to ${access.endsAt}`],
    ['revoked', access && revocationText(access)],
    ['incomplete', request.incomplete ? INCOMPLETE : null],
    ['you may', you.may.length > 0 ? you.may.join(', ') : (you.why?.detail ?? 'nothing now')],
  ]);
  return request.steps.length > 0 ? `${facts}\n\n${stepsText(request.steps)}` : facts;
}

const INCOMPLETE = 'a service did not answer, so names, comments or the reason are missing; try again';

/** When the access was revoked, by whom and why; null for an access that is not revoked. */
function revocationText({
  revokedAt,
  revokedBy,
  reason,
  erasedAt,
}: NonNullable<Request['access']>): string | null {
  if (revokedAt === null || revokedBy === null) return null;
  const why = textOrErasure(reason, erasedAt);
  return `${revokedAt} by ${personName(revokedBy)}${why === null ? '' : `: ${why}`}`;
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

function decisionText({ by, decision, comment, erasedAt }: Step['decisions'][number]): string {
  if (comment !== null) return `${personName(by)}: ${decision} “${comment}”`;
  const erasure = textOrErasure(null, erasedAt);
  return `${personName(by)}: ${decision}${erasure === null ? '' : `, comment ${erasure}`}`;
}

/** A timeline, one act per line. */
export function actsText({ items }: Schema<'Timeline'>): string {
  return table(items, [
    { title: 'at', of: ({ at }) => at },
    { title: 'act', of: ({ act }) => act },
    { title: 'by', of: ({ actor }) => personName(actor) },
    { title: 'what happened', of: ({ text }) => text },
    { title: 'comment', of: ({ comment, erasedAt }) => textOrErasure(comment, erasedAt) },
  ]);
}

/** The events as recorded, each with its position in its log and its hash. */
export function eventsText({ items }: Schema<'RawTimeline'>): string {
  return table(items, [
    { title: 'at', of: ({ at }) => at },
    { title: 'event', of: ({ type }) => type },
    { title: 'by', of: actorOf },
    { title: 'log', of: ({ log }) => log },
    { title: 'position', of: ({ position }) => position },
    { title: 'hash', of: ({ hash }) => hash },
  ]);
}

function actorOf({ actor, private: texts, erasedAt }: Schema<'RecordedEvent'>): string {
  const { id } = actor;
  return personName({ id, name: texts?.name ?? null, erasedAt });
}
