import {
  approvalInternalRpc,
  approvalRpc,
  auditStreamName,
  logNames,
  mirrorName,
  policyInternalRpc,
  requestInternalRpc,
  requestRpc,
} from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import { pokeSubject } from '../mirror.js';

/** The users of the bus: one for each service, one for the operator's commands, one for who reads along from outside. */
export const natsUsers = ['policy', 'request', 'approval', 'reporting', 'gateway', 'admin', 'siem'] as const;
export type NatsUser = (typeof natsUsers)[number];

/** What a user may publish to and subscribe to; everything else is refused by the server. */
export interface NatsPermissions {
  publish: string[];
  subscribe: string[];
  /** May answer the requests it receives, in any inbox. */
  answers: boolean;
}

/** What each user does on the bus; the permissions follow from it. */
interface Role {
  /** The log it owns: its relay alone may write the mirror. */
  owns?: LogName;
  /** Mirrors its consumers read. */
  reads: readonly LogName[];
  /** Mirrors it asks only for their end: it signs how far each log has come. */
  witnesses?: readonly LogName[];
  /** Mirrors it reads by position, without a consumer. */
  browses?: readonly LogName[];
  /** Serves `countersign.rpc.<context>.>` and `countersign.internal.<context>.>`. */
  serves?: string;
  /** Its instances tell each other on `countersign.notice.<context>`: of ids, never of what nobody may know. */
  tells?: LogName;
  /** Subjects of operations it calls. */
  calls: readonly string[];
}

/** What the gateway tells people of: the logs that requests are in. */
const FOLLOWED = ['request', 'approval'] as const;

const roles: Record<Exclude<NatsUser, 'admin' | 'siem'>, Role> = {
  policy: { owns: 'policy', reads: ['policy'], serves: 'policy', calls: [] },
  request: {
    owns: 'request',
    reads: ['request', 'approval'],
    witnesses: ['policy'],
    serves: 'request',
    tells: 'request',
    calls: [policyInternalRpc.match.subject, approvalRpc.get.subject, approvalInternalRpc.events.subject],
  },
  approval: {
    owns: 'approval',
    reads: ['request', 'approval'],
    serves: 'approval',
    calls: [requestRpc.get.subject, requestRpc.withApproval.subject, requestInternalRpc.submission.subject],
  },
  reporting: { reads: logNames, browses: logNames, serves: 'reporting', calls: [] },
  gateway: { reads: FOLLOWED, browses: FOLLOWED, calls: ['countersign.rpc.>'] },
};

/** Prefix of a service's inboxes: answers and deliveries that no other service may read. */
export const inboxPrefixOf = (user: string): string => `_INBOX_${user}`;

/**
 * The least a user needs. What permissions cannot say, because it stands in the payload of a JetStream request
 * (tried against nats-server 2.14): a reader of a mirror may make a consumer that pushes its events to any subject
 * somebody listens on, such as another service's operations, where they are refused for want of a token, or of the
 * shape that an internal one asks for; a mirror, which nobody listens on, does not take them. The owner of a log may
 * give its stream subjects of others, and so read calls with their tokens; the relays tell by the sequence, afterwards.
 * So keep the password of a service that owns a log as you would one of the whole bus. The same owners may make the
 * stream of all mirrors while there is none. `siem`, as a reader, may have events pushed to where they are refused: no
 * more than a nuisance, but not for strangers.
 */
export function natsPermissions(user: NatsUser): NatsPermissions {
  const inbox = `${inboxPrefixOf(user)}.>`;
  if (user === 'admin') return { publish: renewsStreams(), subscribe: [inbox], answers: false };
  if (user === 'siem') return { publish: consumesAudit(), subscribe: [inbox], answers: false };
  const { owns, reads, browses = [], witnesses = [], serves, tells, calls } = roles[user];
  const onMirrors = [
    ...reads.flatMap(readsMirror),
    ...browses.map(browsesMirror),
    ...witnesses.flatMap(witnessesMirror),
  ];
  return {
    publish: [...calls, ...notices(tells), ...(owns ? writesMirror(owns) : []), ...onMirrors].filter(isFirst),
    subscribe: [
      inbox,
      ...(serves ? servedSubjects(serves) : []),
      ...notices(tells),
      ...(owns ? [pokeSubject(owns)] : []),
    ],
    answers: serves !== undefined,
  };
}

/** Subject on which the instances of a service tell each other that something has come. */
export const noticeSubject = (context: LogName): string => `countersign.notice.${context}`;

const notices = (context: LogName | undefined): string[] => (context ? [noticeSubject(context)] : []);

const servedSubjects = (context: string): string[] => [
  `countersign.rpc.${context}.>`,
  `countersign.internal.${context}.>`,
];

function writesMirror(log: LogName): string[] {
  return [
    `countersign.${log}.>`,
    pokeSubject(log),
    ...['INFO', 'CREATE', 'MSG.GET'].map((verb) => streamApi(verb, mirrorName(log))),
    // Whose mirror is lost may find the stream of all mirrors lost as well.
    ...['INFO', 'CREATE'].map((verb) => streamApi(verb, auditStreamName)),
  ];
}

/** Its end: stream info, and the message there. */
const witnessesMirror = (log: LogName): string[] =>
  ['INFO', 'MSG.GET'].map((verb) => streamApi(verb, mirrorName(log)));

/** An ordered pull consumer: made, asked about, pulled from, taken away. It acknowledges nothing. */
function readsMirror(log: LogName): string[] {
  return [
    ...['INFO', 'MSG.GET'].map((verb) => streamApi(verb, mirrorName(log))),
    ...['CREATE', 'INFO', 'MSG.NEXT', 'DELETE'].map((verb) => consumerApi(verb, mirrorName(log))),
  ];
}

/** Direct gets of the whole stream; direct gets of one subject are another permission. */
const browsesMirror = (log: LogName): string => `$JS.API.DIRECT.GET.${mirrorName(log)}`;

/** What beginning a new epoch takes. */
function renewsStreams(): string[] {
  const mirrors = ['INFO', 'MSG.GET', 'DELETE', 'CREATE', 'UPDATE'];
  return [
    ...logNames.flatMap((log) => mirrors.map((verb) => streamApi(verb, mirrorName(log)))),
    ...['INFO', 'DELETE', 'CREATE', 'UPDATE'].map((verb) => streamApi(verb, auditStreamName)),
  ];
}

/** Durable pull consumers of the stream of all mirrors: made, asked about, pulled from, acknowledged. */
function consumesAudit(): string[] {
  return [
    ...['CREATE', 'INFO', 'MSG.NEXT'].map((verb) => consumerApi(verb, auditStreamName)),
    `$JS.ACK.${auditStreamName}.>`,
  ];
}

const streamApi = (verb: string, stream: string): string => `$JS.API.STREAM.${verb}.${stream}`;
const consumerApi = (verb: string, stream: string): string => `$JS.API.CONSUMER.${verb}.${stream}.*`;

const isFirst = <T>(item: T, index: number, all: readonly T[]): boolean => all.indexOf(item) === index;
