import { v7 as uuidv7 } from 'uuid';
import { logNames } from '@countersign/contracts';
import type { JsonObject, LogName, PolicyContentInput } from '@countersign/contracts';
import { sha256Hex } from '@countersign/proof';
import { History } from '../../load/history.js';
import type { Command, Operation, PolicyVersion, Said, WrittenPolicy } from '../../load/history.js';
import { policies } from '../../load/policies.js';
import type { Observed, Row, Snapshot } from '../../observe/observed.js';
import { people } from '../../people/people.js';
import type { Person } from '../../people/people.js';
import { commandId } from '../stored-commands.js';
import { expectedTables } from '../read-models.js';
import type { Folded } from '../fold.js';
import { ISSUER, ToldLog } from './told-log.js';
import type { Told } from './told-log.js';

const NOTHING: Omit<Said, 'status'> = {
  code: null,
  detail: null,
  requestId: null,
  request: null,
  policy: null,
  ticket: null,
  standing: null,
  position: null,
};

/** The names and terms of a request in a story. */
export interface Asked {
  id: string;
  requester: Person;
  policy: PolicyContentInput;
  resource: string;
  /** Of its access, once it is granted. */
  endsAt?: string;
}

/**
 * Tells what happened in a small run, step by step, a tenth of a second apart: who sent what, how it was answered, and
 * what the logs contain of it. The checks are tested on such stories, correct and broken.
 */
export class Story {
  readonly history = new History(ISSUER);
  /** ms since 1970. */
  now = Date.parse('2026-01-31T09:00:00.000Z');
  private readonly logs = {
    policy: new ToldLog('policy'),
    request: new ToldLog('request'),
    approval: new ToldLog('approval'),
  };

  constructor() {
    for (const content of Object.values(policies)) this.create(content);
    this.history.lifecycles.push({ number: 1, kind: 'told', startedAt: this.now, finishedAt: this.now });
  }

  instant(later = 0): string {
    return new Date(this.now + later).toISOString();
  }

  /** The policy as recorded with a request. @throws Error if nobody has written it */
  governing({ policy }: Asked): Omit<WrittenPolicy, 'sentAt'> {
    const written = this.history.writtenPolicies().find(({ content }) => content === policy);
    if (!written) throw new Error(`nobody has written this version of ${policy.name}`);
    const { id, version, content } = written;
    return { id, version, content };
  }

  /** The admin replaces a version of a policy. */
  edit(replaced: PolicyVersion, content: PolicyContentInput): Command {
    const { id } = replaced;
    const version = replaced.version + 1;
    const said = { policy: { id, version } };
    const data = { policyId: id, version, content, formerName: null };
    const told: Told[] = [['policy.updated', streamsOf(id, content), data]];
    const edit = this.call(people.admin, 'policy.update', id, said, told, content);
    return Object.assign(edit, { ifMatch: replaced.version });
  }

  private create(content: PolicyContentInput): void {
    const id = uuidv7();
    const said = { status: 201, requestId: id, policy: { id, version: 1 } };
    const data = { policyId: id, version: 1, content } as JsonObject;
    this.call(
      people.admin,
      'policy.create',
      '',
      said,
      [['policy.created', streamsOf(id, content), data]],
      content,
    );
  }

  /** A command that is sent and answered; its events, if any, are stored in between. */
  call(
    person: Person,
    operation: Operation,
    target: string,
    said: Partial<Said>,
    told: Told[] = [],
    body: unknown = {},
  ): Command {
    const key = QUESTIONS.includes(operation) ? null : uuidv7();
    const command: Command = {
      lifecycle: 1,
      operation,
      person,
      target,
      body,
      key,
      mfa: false,
      why: '',
      tries: [],
    };
    this.history.commands.push(command);
    if (told.length) {
      const log = operation.split('.')[0] as LogName;
      const id = said.requestId ?? target;
      const ids: Record<string, string> = log === 'policy' ? { policyId: id } : { requestId: id };
      const result = { status: said.status ?? 200, code: said.code ?? null, ids };
      this.logs[log].append(this.now + 20, person, { id: commandId(this.history, command), result }, told);
    }
    this.answer(command, said);
    return command;
  }

  /** Another attempt of a command, with its answer. */
  answer({ tries }: Command, said: Partial<Said>): void {
    tries.push({
      sentAt: this.now,
      endedAt: this.now + 50,
      mfa: false,
      said: { ...NOTHING, status: 200, ...said },
    });
    this.now += 100;
  }

  /** Events that a service stores by itself. */
  serve(service: 'request' | 'approval', told: Told[]): void {
    const result = { status: 200, code: null, ids: {} };
    this.logs[service].append(this.now, service, { id: sha256Hex(uuidv7()), result }, told);
    this.now += 100;
  }

  /** The whole run, as observed at its end. */
  observed(): Observed {
    const logs = {
      policy: this.logs.policy.stored(),
      request: this.logs.request.stored(),
      approval: this.logs.approval.stored(),
    };
    const heads = {
      policy: logs.policy.head.position,
      request: logs.request.head.position,
      approval: logs.approval.head.position,
    };
    const cursors = { 'reporting.all on request': heads.request };
    const mirrors = Object.fromEntries(
      logNames.map((log) => [log, logs[log].events.map(mirrored)]),
    ) as Observed['mirrors'];
    this.history.feed.events.push(
      ...logNames.flatMap((log) => logs[log].events.map(({ position, hash }) => ({ log, position, hash }))),
    );
    const empty: Snapshot = { at: this.now, heads, cursors, tables: {}, parked: [] };
    const bare = { history: this.history, logs, mirrors, grown: empty, rebuilt: empty, late: [] };
    const snapshot = (): Snapshot => ({ ...empty, parked: [], tables: tablesOf(bare, empty) });
    return { ...bare, grown: snapshot(), rebuilt: snapshot() };
  }
}

const QUESTIONS: readonly Operation[] = ['policy.get', 'ticket.status'];

/** Of a policy and of its name. */
const streamsOf = (id: string, { name }: PolicyContentInput): string[] => [
  `policy-${id}`,
  `policy_name-${name}`,
];

function mirrored({ position, hash, body }: { position: number; hash: string; body: string }) {
  return { sequence: position, position, hash, body };
}

/** Tables as correct projections would write them. */
function tablesOf(observed: Observed, snapshot: Snapshot): Snapshot['tables'] {
  const rows = (folded: Iterable<Folded>): Row[] => [...folded].map(asRow);
  return Object.fromEntries(
    expectedTables(observed, snapshot).map(([table, expected]) => [table, rows(expected.values())]),
  );
}

const asRow = (folded: Folded): Row =>
  Object.fromEntries(
    Object.entries(folded).map(([column, value]) => [
      column,
      typeof value === 'number' && value > 1e12 ? new Date(value).toISOString() : value,
    ]),
  );

/** A request's recorded data, in the form in which it is queried. */
export function factsOf({ requester, resource }: Asked, submittedAt: string, duration: string): JsonObject {
  return {
    requester: { issuer: ISSUER, id: requester.id },
    resource,
    account: 'root',
    duration,
    submittedAt,
    ticket: null,
    startsAt: null,
  };
}
