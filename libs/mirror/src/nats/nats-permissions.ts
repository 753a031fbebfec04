import {
  approvalInternalRpc,
  approvalRpc,
  auditStreamName,
  logNames,
  mirrorName,
  noticeSubject,
  policyInternalRpc,
  requestInternalRpc,
  requestRpc,
} from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import { auditPlacesStream } from '../audit-places.js';
import { pokeSubject } from '../mirror.js';

const services = ['policy', 'request', 'approval', 'reporting', 'gateway'] as const;
type ServiceUser = (typeof services)[number];

/** The user of the relay of a log: the only user that writes the log's mirror. */
export const relayUserOf = <Log extends LogName>(log: Log): `${Log}-relay` => `${log}-relay`;

/**
 * The users of the bus: one for each service, one for the relay of each log, one for the operator's commands, one for
 * external readers such as a SIEM.
 */
export const natsUsers = [
  ...services,
  relayUserOf('policy'),
  relayUserOf('request'),
  relayUserOf('approval'),
  'admin',
  'siem',
] as const;
export type NatsUser = (typeof natsUsers)[number];

/** The subjects that a user can publish and subscribe to; the server refuses everything else. */
export interface NatsPermissions {
  publish: string[];
  subscribe: string[];
  /** Can answer the requests that it receives, in any inbox. */
  answers: boolean;
}

/** What each service does on the bus; the permissions are derived from it. */
interface Role {
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

const roles: Record<ServiceUser, Role> = {
  policy: { reads: ['policy'], serves: 'policy', calls: [] },
  request: {
    reads: ['request', 'approval'],
    witnesses: ['policy'],
    serves: 'request',
    tells: 'request',
    calls: [policyInternalRpc.match.subject, approvalRpc.get.subject, approvalInternalRpc.events.subject],
  },
  approval: {
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
 * The least that a user needs. Subjects of the JetStream API are given as clients publish them; in which account the
 * server answers them is decided in nats-accounts.ts. A reader chooses the payload of its requests, so it can create a
 * consumer that pushes events to any subject of the mirror's account. Nobody but the relay listens there.
 */
export function natsPermissions(user: NatsUser): NatsPermissions {
  const inbox = `${inboxPrefixOf(user)}.>`;
  switch (user) {
    case 'admin':
      return { publish: examinesMirrors(), subscribe: [inbox], answers: false };
    case 'siem':
      // Alone in its account, it may use the inboxes that clients use by default.
      return { publish: consumesAudit(), subscribe: ['_INBOX.>', inbox], answers: false };
    case 'policy-relay':
      return relayPermissions('policy');
    case 'request-relay':
      return relayPermissions('request');
    case 'approval-relay':
      return relayPermissions('approval');
    case 'policy':
    case 'request':
    case 'approval':
    case 'reporting':
    case 'gateway':
      return servicePermissions(user);
  }
}

function servicePermissions(user: ServiceUser): NatsPermissions {
  const { reads, browses = [], witnesses = [], serves, tells, calls } = roles[user];
  const onMirrors = [
    ...reads.flatMap(readsMirror),
    ...browses.map(browsesMirror),
    ...witnesses.flatMap(witnessesMirror),
  ];
  return {
    publish: [...calls, ...notices(tells), ...onMirrors].filter(isFirst),
    subscribe: [`${inboxPrefixOf(user)}.>`, ...(serves ? servedSubjects(serves) : []), ...notices(tells)],
    answers: serves !== undefined,
  };
}

function relayPermissions(log: LogName): NatsPermissions {
  const inbox = `${inboxPrefixOf(relayUserOf(log))}.>`;
  const audit = log === AUDIT_KEEPER ? keepsAudit() : [];
  return {
    publish: [...writesMirror(log), ...audit].filter(isFirst),
    subscribe: [inbox, pokeSubject(log)],
    answers: false,
  };
}

const notices = (context: LogName | undefined): string[] => (context ? [noticeSubject(context)] : []);

const servedSubjects = (context: string): string[] => [
  `countersign.rpc.${context}.>`,
  `countersign.internal.${context}.>`,
];

/** Publishing to the mirror, and keeping its stream. */
function writesMirror(log: LogName): string[] {
  return [
    `countersign.${log}.>`,
    pokeSubject(log),
    ...KEEPING.map((verb) => streamApi(verb, mirrorName(log))),
  ];
}

const KEEPING = ['INFO', 'CREATE', 'UPDATE', 'DELETE', 'MSG.GET'];

/** The log whose relay keeps the stream of all mirrors. */
export const AUDIT_KEEPER = 'request';

/** Keeping the stream of all mirrors, and the durable consumers of external readers when it is recreated. */
function keepsAudit(): string[] {
  return [
    ...logNames.map((log) => streamApi('INFO', mirrorName(log))),
    ...KEEPING.map((verb) => streamApi(verb, auditStreamName)),
    ...['INFO', 'CREATE', 'UPDATE'].map((verb) => streamApi(verb, auditPlacesStream)),
    `$JS.API.CONSUMER.LIST.${auditStreamName}`,
    ...['CREATE', 'INFO', 'RESET'].map((verb) => consumerApi(verb, auditStreamName)),
    filteredConsumers(auditStreamName),
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

/** Looking at mirrors: an operator's command compares them with the logs, and asks their relays to recreate them. */
const examinesMirrors = (): string[] => [
  ...logNames.flatMap(witnessesMirror),
  streamApi('INFO', auditStreamName),
];

/** Durable pull consumers of the stream of all mirrors, as common clients use them: create, inspect, pull, acknowledge. */
function consumesAudit(): string[] {
  return [
    '$JS.API.INFO',
    streamApi('INFO', auditStreamName),
    ...['CREATE', 'INFO', 'MSG.NEXT'].map((verb) => consumerApi(verb, auditStreamName)),
    filteredConsumers(auditStreamName),
    `$JS.ACK.${auditStreamName}.>`,
  ];
}

const streamApi = (verb: string, stream: string): string => `$JS.API.STREAM.${verb}.${stream}`;
const consumerApi = (verb: string, stream: string): string => `$JS.API.CONSUMER.${verb}.${stream}.*`;

/** With a filter, the subject that a consumer is created on ends with it. */
const filteredConsumers = (stream: string): string => `${consumerApi('CREATE', stream)}.>`;

const isFirst = <T>(item: T, index: number, all: readonly T[]): boolean => all.indexOf(item) === index;
