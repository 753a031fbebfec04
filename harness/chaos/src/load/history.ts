import type { PolicyContentInput } from '@countersign/contracts';
import type { Person } from '../people/people.js';

/** The operations that people use in a run, by the names under which the product records their commands. */
export type Operation =
  | 'policy.create'
  | 'policy.update'
  | 'policy.get'
  | 'request.submit'
  | 'approval.approve'
  | 'approval.reject'
  | 'approval.cancel'
  | 'request.checkOut'
  | 'request.checkIn'
  | 'request.revoke'
  | 'request.get'
  | 'ticket.status';

/** A version of a policy. */
export interface PolicyVersion {
  id: string;
  version: number;
}

/** A request as an answer shows it, reduced to what the checks need. */
export interface SaidRequest {
  id: string;
  status: string;
  /** How the approval ended, if the request has not followed yet. */
  outcome: string | null;
  version: number;
  /** The governing policy version; null if no policy governs. */
  policy: PolicyVersion | null;
  /** Decisions as `<step> <person> <decision>`, in order. */
  decisions: string[];
  access: { status: string; startsAt: string; endsAt: string; ticketId: string | null } | null;
}

/** The contents of an answer. */
export interface Said {
  /** HTTP status. */
  status: number;
  /** Code of a problem; null for success. */
  code: string | null;
  /** The problem's sentence, for the reader of a finding. */
  detail: string | null;
  /** Id of the created request or policy, or of the request whose refusal was recorded. */
  requestId: string | null;
  request: SaidRequest | null;
  /** The version of the policy that the answer shows. */
  policy: PolicyVersion | null;
  /** The ticket of a check-out: `jti` and `exp` (seconds since 1970). */
  ticket: { id: string; expires: number } | null;
  /** The answer to a query for a ticket's status. */
  standing: { active: boolean; reason: string | null; endsAt: string } | null;
  /** Header `Countersign-Position`, such as `request=12`. */
  position: string | null;
}

/** One sending of a command. All times in ms since 1970, of the machine on which everything runs. */
export interface Try {
  sentAt: number;
  /** When the whole answer had arrived, or the sender knew that there would be none; null while in flight. */
  endedAt: number | null;
  /** Sent with a token that proves a second factor. */
  mfa: boolean;
  /** Null if no answer came. */
  said: Said | null;
}

/** One command or query, as its sender remembers it. */
export interface Command {
  lifecycle: number;
  operation: Operation;
  person: Person;
  /** Id in the path; empty if something is created. */
  target: string;
  body: unknown;
  /** The version that an edit replaces, named in `If-Match`. */
  ifMatch?: number;
  /** Idempotency-Key; null for queries. */
  key: string | null;
  /** The key belongs to another recorded command, so this one must be refused whatever it contains. */
  keyReused?: true;
  /** Sent with a token that proves a second factor, from the next attempt on. */
  mfa: boolean;
  /** For the reader of a finding: `self-approval`, `again, with the same key`. */
  why: string;
  tries: Try[];
}

/** A version of a policy as the run's admin wrote it. */
export interface WrittenPolicy extends PolicyVersion {
  content: PolicyContentInput;
  /** When it was first sent, in ms since 1970: it cannot govern anything before that. */
  sentAt: number;
}

/** One lifecycle, from its first command to its last. */
export interface Lifecycle {
  number: number;
  kind: string;
  startedAt: number;
  /** Null if the lifecycle was given up because one of its commands got no final answer in time. */
  finishedAt: number | null;
}

/** An event as the audit feed contained it. */
export interface FeedEvent {
  log: string;
  position: number;
  /** Hex. */
  hash: string;
}

/** Whether an answer is final: neither "try again" nor "not known". */
export const isFinal = ({ status }: Said): boolean => status < 500 && status !== 429;

/** The first final answer to a command; null if there is none. */
export function outcomeOf({ tries }: Command): Said | null {
  return tries.find(({ said }) => said && isFinal(said))?.said ?? null;
}

/** The version that a command made; null if it made none, as far as is known. */
function writtenBy(command: Command): WrittenPolicy | null {
  const { operation, target, ifMatch, keyReused, tries } = command;
  const said = outcomeOf(command);
  if (keyReused || !said || said.status >= 300) return null;
  const content = command.body as PolicyContentInput;
  const sentAt = tries[0]?.sentAt ?? Infinity;
  if (operation === 'policy.create' && said.requestId !== null)
    return { id: said.requestId, version: 1, content, sentAt };
  return operation === 'policy.update' && ifMatch !== undefined
    ? { id: target, version: ifMatch + 1, content, sentAt }
    : null;
}

/** Everything that was sent in a run, and every answer: all that outsiders know. */
export class History {
  readonly commands: Command[] = [];
  readonly lifecycles: Lifecycle[] = [];
  /** What the auditor read, in order of arrival, and answers that were neither a page nor “try again”. */
  readonly feed = { events: [] as FeedEvent[], refusals: [] as string[] };

  constructor(
    /** `iss` of everybody's tokens. */
    readonly issuer: string,
  ) {}

  /** The last position of each log that an answer named: every consumer must reach it. */
  acknowledgedEnds(): Map<string, number> {
    const ends = new Map<string, number>();
    const named = this.commands.flatMap(({ tries }) =>
      tries.flatMap(({ said }) => said?.position?.split(', ') ?? []),
    );
    for (const [log = '', position] of named.map((one) => one.split('=')))
      ends.set(log, Math.max(ends.get(log) ?? 0, Number(position)));
    return ends;
  }

  /**
   * Every version of a policy that is known to be saved. An edit makes the version after the one that it names; its
   * answer may show a later version, because a repeat is answered with the policy as it is by then.
   */
  writtenPolicies(): WrittenPolicy[] {
    return this.commands.flatMap((command) => writtenBy(command) ?? []);
  }

  /** The id of a policy that was written before the load. @throws Error if there is none */
  policyId(content: PolicyContentInput): string {
    const creation = this.commands.find(
      ({ operation, body }) => operation === 'policy.create' && body === content,
    );
    const id = creation && outcomeOf(creation)?.requestId;
    if (!id) throw new Error(`nobody has written the policy ${content.name}`);
    return id;
  }

  /** Commands with an unknown outcome. */
  open(): Command[] {
    return this.commands.filter((command) => outcomeOf(command) === null);
  }
}
