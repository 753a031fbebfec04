import {
  approvalRpc,
  logNames,
  mirrorName,
  policyRpc,
  requestInternalRpc,
  requestRpc,
} from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import { pokeSubject } from '../mirror/mirror.js';

/** The users of the bus: one for each service, and one for the operator's commands. */
export const natsUsers = ['policy', 'request', 'approval', 'reporting', 'gateway', 'admin'] as const;
export type NatsUser = (typeof natsUsers)[number];

/** What a user may publish to and subscribe to; everything else is refused by the server. */
export interface NatsPermissions {
  publish: string[];
  subscribe: string[];
  /** May answer the requests it receives, whoever's inbox that is. */
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
  /** Serves `countersign.rpc.<context>.>` and `countersign.internal.<context>.>`. */
  serves?: string;
  /** Subjects of operations it calls. */
  calls: readonly string[];
}

const roles: Record<Exclude<NatsUser, 'admin'>, Role> = {
  policy: { owns: 'policy', reads: ['policy'], serves: 'policy', calls: [] },
  request: {
    owns: 'request',
    reads: ['request', 'approval'],
    witnesses: ['policy'],
    serves: 'request',
    calls: [policyRpc.match.subject, approvalRpc.get.subject],
  },
  approval: {
    owns: 'approval',
    reads: ['request', 'approval'],
    serves: 'approval',
    calls: [requestRpc.get.subject, requestRpc.followed.subject, requestInternalRpc.submission.subject],
  },
  reporting: { reads: logNames, serves: 'reporting', calls: [] },
  gateway: { reads: [], calls: ['countersign.rpc.>'] },
};

/** Prefix of a service's inboxes: answers and deliveries that no other service may read. */
export const inboxPrefixOf = (user: string): string => `_INBOX_${user}`;

/**
 * The least a user needs. What permissions cannot say, because it stands in the payload of a JetStream request
 * (tried against nats-server 2.14): a reader of a mirror may make a consumer that pushes its events to any subject
 * somebody listens on, such as another service's operations, where they are refused for want of a token; a mirror,
 * which nobody listens on, does not take them. The owner of a log may give its stream subjects of others, and so
 * read calls with their tokens; the relays tell by the sequence, afterwards. So keep the password of a service
 * that owns a log as you would one of the whole bus.
 */
export function natsPermissions(user: NatsUser): NatsPermissions {
  const inbox = `${inboxPrefixOf(user)}.>`;
  if (user === 'admin')
    return { publish: logNames.flatMap(renewsMirror), subscribe: [inbox], answers: false };
  const { owns, reads, witnesses = [], serves, calls } = roles[user];
  const onMirrors = [...reads.flatMap(readsMirror), ...witnesses.flatMap(witnessesMirror)];
  return {
    publish: [...calls, ...(owns ? writesMirror(owns) : []), ...onMirrors].filter(isFirst),
    subscribe: [inbox, ...(serves ? servedSubjects(serves) : []), ...(owns ? [pokeSubject(owns)] : [])],
    answers: serves !== undefined,
  };
}

const servedSubjects = (context: string): string[] => [
  `countersign.rpc.${context}.>`,
  `countersign.internal.${context}.>`,
];

function writesMirror(log: LogName): string[] {
  return [
    `countersign.${log}.>`,
    pokeSubject(log),
    ...['INFO', 'CREATE', 'MSG.GET'].map((verb) => streamApi(verb, log)),
  ];
}

/** Its end: stream info, and the message there. */
const witnessesMirror = (log: LogName): string[] => ['INFO', 'MSG.GET'].map((verb) => streamApi(verb, log));

/** An ordered pull consumer: made, asked about, pulled from, taken away. It acknowledges nothing. */
function readsMirror(log: LogName): string[] {
  return [
    ...['INFO', 'MSG.GET'].map((verb) => streamApi(verb, log)),
    ...['CREATE', 'INFO', 'MSG.NEXT', 'DELETE'].map(
      (verb) => `$JS.API.CONSUMER.${verb}.${mirrorName(log)}.*`,
    ),
  ];
}

/** What beginning a new epoch takes. */
function renewsMirror(log: LogName): string[] {
  return ['INFO', 'MSG.GET', 'DELETE', 'CREATE', 'UPDATE'].map((verb) => streamApi(verb, log));
}

const streamApi = (verb: string, log: LogName): string => `$JS.API.STREAM.${verb}.${mirrorName(log)}`;

const isFirst = <T>(item: T, index: number, all: readonly T[]): boolean => all.indexOf(item) === index;
