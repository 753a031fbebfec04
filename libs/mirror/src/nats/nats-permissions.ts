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

/** The users of the bus: one for each service, one for the operator's commands, one for external readers such as a SIEM. */
export const natsUsers = ['policy', 'request', 'approval', 'reporting', 'gateway', 'admin', 'siem'] as const;
export type NatsUser = (typeof natsUsers)[number];

/** The subjects that a user can publish and subscribe to; the server refuses everything else. */
export interface NatsPermissions {
  publish: string[];
  subscribe: string[];
  /** Can answer the requests that it receives, in any inbox. */
  answers: boolean;
}

/** What each user does on the bus; the permissions are derived from it. */
interface Role {
  /** The log that it owns: only its relay writes the mirror. */
  owns?: LogName;
  /** Mirrors that its consumers read. */
  reads: readonly LogName[];
  /** Mirrors of which it only reads the end: the request service signs how far each log has come. */
  witnesses?: readonly LogName[];
  /** Mirrors that it reads by position, without a consumer. */
  browses?: readonly LogName[];
  /** Serves `countersign.rpc.<context>.>` and `countersign.internal.<context>.>`. */
  serves?: string;
  /** Its instances send notices to each other on `countersign.notice.<context>`: ids only, nothing confidential. */
  tells?: LogName;
  /** Subjects of operations that it calls. */
  calls: readonly string[];
}

/** The logs that the gateway's live notices come from: those of requests and approvals. */
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
 * The least that a user needs. Some limits cannot be expressed as permissions, because they depend on the payload of a
 * JetStream request (tried against nats-server 2.14). A reader of a mirror can create a consumer that pushes its events
 * to any subject with a listener, such as another service's operations; those refuse them because they have no token or
 * not the shape of an internal call. Mirrors have no listener and do not store them. The owner of a log could create its
 * stream with subjects of other services, and so read calls with their tokens; the relays notice that by the sequence,
 * afterwards. So protect the password of a service that owns a log like that of the whole bus. The same owners can
 * create the stream of all mirrors while it does not exist. `siem`, a reader, can have events pushed to subjects where
 * they are refused: only a nuisance, but do not give the password to strangers.
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

/** Subject on which the instances of a service notify each other of something new. */
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
    // A relay whose mirror is lost may find the stream of all mirrors lost as well.
    ...['INFO', 'CREATE'].map((verb) => streamApi(verb, auditStreamName)),
  ];
}

/** Reading the end of a mirror: stream info, and the last message. */
const witnessesMirror = (log: LogName): string[] =>
  ['INFO', 'MSG.GET'].map((verb) => streamApi(verb, mirrorName(log)));

/** An ordered pull consumer: create, inspect, pull, delete. It acknowledges nothing. */
function readsMirror(log: LogName): string[] {
  return [
    ...['INFO', 'MSG.GET'].map((verb) => streamApi(verb, mirrorName(log))),
    ...['CREATE', 'INFO', 'MSG.NEXT', 'DELETE'].map((verb) => consumerApi(verb, mirrorName(log))),
  ];
}

/** Direct gets of the whole stream; direct gets of one subject need another permission. */
const browsesMirror = (log: LogName): string => `$JS.API.DIRECT.GET.${mirrorName(log)}`;

/** The permissions that a new epoch needs. */
function renewsStreams(): string[] {
  const mirrors = ['INFO', 'MSG.GET', 'DELETE', 'CREATE', 'UPDATE'];
  return [
    ...logNames.flatMap((log) => mirrors.map((verb) => streamApi(verb, mirrorName(log)))),
    ...['INFO', 'DELETE', 'CREATE', 'UPDATE'].map((verb) => streamApi(verb, auditStreamName)),
  ];
}

/** Durable pull consumers of the stream of all mirrors: create, inspect, pull, acknowledge. */
function consumesAudit(): string[] {
  return [
    ...['CREATE', 'INFO', 'MSG.NEXT'].map((verb) => consumerApi(verb, auditStreamName)),
    `$JS.ACK.${auditStreamName}.>`,
  ];
}

const streamApi = (verb: string, stream: string): string => `$JS.API.STREAM.${verb}.${stream}`;
const consumerApi = (verb: string, stream: string): string => `$JS.API.CONSUMER.${verb}.${stream}.*`;

const isFirst = <T>(item: T, index: number, all: readonly T[]): boolean => all.indexOf(item) === index;
