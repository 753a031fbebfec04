import { v7 as uuidv7 } from 'uuid';
import type { JsonObject } from '@countersign/contracts';
import type { Command, Said, SaidRequest } from '../../load/history.js';
import { changingTo, policies } from '../../load/policies.js';
import type { Observed } from '../../observe/observed.js';
import { people } from '../../people/people.js';
import type { Person } from '../../people/people.js';
import { factsOf, Story } from './story.js';
import type { Asked } from './story.js';
import type { Told } from './told-log.js';

const [anna, ben] = people.requesters as [Person, Person];
const [first, second, third] = people.security as [Person, Person, Person];
const [, , , manager] = people.managers as [Person, Person, Person, Person];

/** A correct run, and the commands in it that specs refer to. */
export interface GoodRun {
  observed: Observed;
  /** Anna’s submission, sent twice with the same key. */
  submission: Command;
  /** The approval of the last person needed. */
  lastApproval: Command;
  tooLate: Command;
  inUse: Command;
  checkOut: Command;
  checkIn: Command;
  standing: Command;
  duplicate: Command;
  /** Anna’s second submission that no policy governs, in another spelling; its answer is the refusal of the first. */
  repeatedRefusal: Command;
  /** The edit of `changing`, sent twice with the same key, between Ben’s submission under it and Anna’s. */
  edit: Command;
  /** An edit of the same version, sent too late. */
  lateEdit: Command;
  /** The admin reads the policy afterwards. */
  reading: Command;
}

function view(story: Story, asked: Asked, status: string, more: Partial<SaidRequest> = {}): SaidRequest {
  const { id, version } = story.governing(asked);
  return {
    id: asked.id,
    status,
    outcome: null,
    version: 1,
    policy: { id, version },
    decisions: [],
    access: null,
    ...more,
  };
}

const refused = (status: number, code: string): Partial<Said> => ({ status, code, detail: code });

/**
 * Two people approve Anna's request; she checks out the exclusive account, and checks it in. Ben, who wants the same
 * account in another spelling, is refused meanwhile and gets it afterwards. Another request of hers is cancelled, one of
 * Ben’s expires. A policy is edited, and a request submitted before that still needs one approval.
 */
export function goodRun(): GoodRun {
  const story = new Story();
  const pair: Asked = { id: uuidv7(), requester: anna, policy: policies.pair, resource: 'pair-1' };
  const submission = submit(story, pair, 3_600_000);
  story.answer(submission, { status: 201, requestId: pair.id, request: view(story, pair, 'pending') });
  const duplicate = story.call(anna, 'request.submit', '', refused(409, 'duplicate-request'), [], {
    resource: 'PAIR-1',
    account: 'root',
    duration: 'PT1H',
  });
  story.call(anna, 'approval.approve', pair.id, refused(403, 'self-approval'));
  story.call(manager, 'approval.approve', pair.id, refused(404, 'not-found'));
  approve(story, pair, first, []);
  story.call(first, 'approval.approve', pair.id, refused(403, 'already-decided'));
  story.call(anna, 'request.checkOut', pair.id, refused(409, 'access-not-open-yet'));
  const lastApproval = approve(story, pair, second, [`0 ${first.id} approve`], true);
  const tooLate = story.call(third, 'approval.approve', pair.id, refused(409, 'not-pending'));

  const hers = exclusive(story, anna, 'exclusive-Vault');
  const his = exclusive(story, ben, 'exclusive-VAULT');
  const { ticket, command: checkOut } = takeOut(story, hers);
  const inUse = story.call(ben, 'request.checkOut', his.id, refused(409, 'account-in-use'));
  const active = { active: true, reason: null, endsAt: story.instant(3_600_000) };
  story.call(people.broker, 'ticket.status', ticket, { standing: active });
  const checkIn = giveBack(story, hers, ticket);
  const over = { active: false, reason: 'checked-in', endsAt: story.instant() };
  const standing = story.call(people.broker, 'ticket.status', ticket, { standing: over });
  story.call(anna, 'request.checkOut', hers.id, refused(409, 'access-over'));
  takeOut(story, his);

  const cancelled: Asked = { id: uuidv7(), requester: anna, policy: policies.single, resource: 'single-1' };
  submit(story, cancelled, 3_600_000);
  story.call(anna, 'approval.cancel', cancelled.id, { request: view(story, cancelled, 'cancelled') }, [
    ['approval.cancelled', `approval-${cancelled.id}`, { requestId: cancelled.id, at: story.instant() }],
  ]);
  story.serve('request', [
    ['request.cancelled', `request-${cancelled.id}`, { requestId: cancelled.id, at: story.instant() }],
  ]);
  submit(story, { ...cancelled, id: uuidv7(), resource: 'SINGLE-1' }, 3_600_000);
  const repeatedRefusal = refuseTwice(story);
  const edits = editBetween(story);
  expire(story);
  return {
    ...edits,
    observed: story.observed(),
    submission,
    lastApproval,
    tooLate,
    inUse,
    checkOut,
    checkIn,
    standing,
    duplicate,
    repeatedRefusal,
  };
}

function refuseTwice(story: Story): Command {
  const resource = 'nobody-governs-1';
  const asked: Asked = { id: uuidv7(), requester: anna, policy: policies.single, resource };
  const data = { requestId: asked.id, ...factsOf(asked, story.instant(), 'PT1H'), policy: null };
  const told: Told[] = [['request.refused', `request-${asked.id}`, data]];
  const said = { ...refused(403, 'no-policy-applies'), requestId: asked.id };
  const body = { resource, account: 'root', duration: 'PT1H' };
  story.call(anna, 'request.submit', '', said, told, body);
  return story.call(anna, 'request.submit', '', said, [], { ...body, resource: resource.toUpperCase() });
}

/** Ben submits, the policy is edited, Anna submits; then the one approval comes that Ben’s version needs. */
function editBetween(story: Story): Pick<GoodRun, 'edit' | 'lateEdit' | 'reading'> {
  const before: Asked = { id: uuidv7(), requester: ben, policy: policies.changing, resource: 'changing-1' };
  submit(story, before, 3_600_000);
  story.now += 1_000;
  const { id, version } = story.governing(before);
  const replaced = { id, version };
  story.call(people.admin, 'policy.get', id, { policy: replaced });
  const content = changingTo('Second review', 2, false);
  const edit = story.edit(replaced, content);
  story.answer(edit, { policy: { id, version: 2 } });
  const lateEdit = story.call(people.admin, 'policy.update', id, refused(412, 'version-conflict'));
  lateEdit.ifMatch = version;
  const after = { id: uuidv7(), requester: anna, policy: content, resource: 'changing-2' };
  submit(story, after, 3_600_000);
  approve(story, before, first, [], true);
  const reading = story.call(people.admin, 'policy.get', id, { policy: { id, version: 2 } });
  return { edit, lateEdit, reading };
}

function submit(story: Story, asked: Asked, withinMs: number): Command {
  const { id, requester, resource } = asked;
  const facts = factsOf(asked, story.instant(), 'PT1H');
  const data: JsonObject = {
    requestId: id,
    ...facts,
    expiresAt: story.instant(withinMs),
    policy: story.governing(asked),
  };
  const body = { resource, account: 'root', duration: 'PT1H' };
  const said = { status: 201, requestId: id, request: view(story, asked, 'pending') };
  const submission = story.call(
    requester,
    'request.submit',
    '',
    said,
    [['request.submitted', `request-${id}`, data]],
    body,
  );
  story.serve('approval', [['approval.opened', `approval-${id}`, { ...data }]]);
  return submission;
}

function approve(story: Story, asked: Asked, by: Person, before: string[], last = false): Command {
  const { id } = asked;
  const data = {
    requestId: id,
    step: 0,
    decision: { by: { id: by.id }, decision: 'approve', at: story.instant() },
  };
  const decisions = [...before, `0 ${by.id} approve`];
  const told = ['approval.decided', `approval-${id}`, data] as [string, string, JsonObject];
  const ended = { requestId: id, at: story.instant() };
  const command = story.call(
    ...([by, 'approval.approve', id] as const),
    { request: view(story, asked, 'pending', { decisions, outcome: last ? 'approved' : null }) },
    last ? [told, ['approval.approved', `approval-${id}`, ended]] : [told],
  );
  if (!last) return command;
  const startsAt = story.instant();
  const endsAt = story.instant(3_600_000);
  asked.endsAt = endsAt;
  const window = { startsAt, endsAt, duration: 'PT1H', accessStarts: 'approval', scheduled: false };
  story.serve('request', [
    ['request.approved', `request-${id}`, ended],
    ['access.granted', `request-${id}`, { requestId: id, ...window }],
  ]);
  return command;
}

function exclusive(story: Story, requester: Person, resource: string): Asked {
  const asked = { id: uuidv7(), requester, policy: policies.exclusive, resource };
  submit(story, asked, 3_600_000);
  approve(story, asked, manager, [], true);
  return asked;
}

function granted(story: Story, asked: Asked, status: string): SaidRequest {
  const { endsAt = '' } = asked;
  return view(story, asked, 'approved', {
    decisions: [`0 ${manager.id} approve`],
    access: { status, startsAt: endsAt, endsAt, ticketId: null },
  });
}

function takeOut(story: Story, asked: Asked): { ticket: string; command: Command } {
  const { id, requester, endsAt = '' } = asked;
  const ticketId = uuidv7();
  const at = story.instant(10);
  const data = {
    requestId: id,
    ticketId,
    at,
    startsAt: at,
    endsAt,
    exclusive: true,
  };
  const ticket = { id: ticketId, expires: Math.floor(story.now / 1000) + 900 };
  const command = story.call(
    requester,
    'request.checkOut',
    id,
    { request: granted(story, asked, 'checked-out'), ticket },
    [['access.checked_out', [`request-${id}`, `ticket-${ticketId}`], data]],
  );
  return { ticket: ticketId, command };
}

function giveBack(story: Story, asked: Asked, ticketId: string): Command {
  const { id, requester } = asked;
  const data = { requestId: id, ticketId, at: story.instant(10) };
  return story.call(requester, 'request.checkIn', id, { request: granted(story, asked, 'checked-in') }, [
    ['access.checked_in', `request-${id}`, data],
  ]);
}

function expire(story: Story): void {
  const asked: Asked = { id: uuidv7(), requester: ben, policy: policies.single, resource: 'single-2' };
  submit(story, asked, 1_000);
  story.now += 2_000;
  const data = { requestId: asked.id, at: story.instant() };
  story.serve('approval', [['approval.expired', `approval-${asked.id}`, data]]);
  story.serve('request', [['request.expired', `request-${asked.id}`, data]]);
  story.call(manager, 'approval.approve', asked.id, refused(409, 'not-pending'));
  story.now += 10_000;
}
