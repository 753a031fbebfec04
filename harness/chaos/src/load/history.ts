import type { PolicyContentInput } from '@countersign/contracts';
import type { Person } from '../people/people.js';

/** What people do in a run: the operations of the product, by the names under which it records commands. */
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

/** A request as an answer shows it: as much of it as the checks ask for. */
export interface SaidRequest {
  id: string;
  status: string;
  /** How pending ended, where the request has not followed yet. */
  outcome: string | null;
  version: number;
  /** The policy version that governs it; null where none does. */
  policy: PolicyVersion | null;
  /** Each as `<step> <person> <decision>`, in order. */
  decisions: string[];
  access: { status: string; startsAt: string; endsAt: string; ticketId: string | null } | null;
}

/** What an answer said. */
export interface Said {
  /** HTTP status. */
  status: number;
  /** Of a problem; null for success. */
  code: string | null;
  /** Of a problem: its sentence, for who reads a finding. */
  detail: string | null;
  /** What was made: a request, or a policy; or the request whose refusal is on record. */
  requestId: string | null;
  request: SaidRequest | null;
  /** Of a policy: the version that the answer shows. */
  policy: PolicyVersion | null;
  /** Of a check-out: the ticket's `jti` and `exp` (seconds since 1970). */
  ticket: { id: string; expires: number } | null;
  /** Of a question for a ticket. */
  standing: { active: boolean; reason: string | null; endsAt: string } | null;
  /** Header `Countersign-Position`, such as `request=12`. */
  position: string | null;
}

/** One sending of a command. All times in ms since 1970, of the machine on which everything runs. */
export interface Try {
  sentAt: number;
  /** When the answer was there whole, or the sender knew that none would come; null while it is under way. */
  endedAt: number | null;
  /** By a token that proves a second factor. */
  mfa: boolean;
  /** Null where no answer came. */
  said: Said | null;
}

/** One command, or question, as its sender remembers it. */
export interface Command {
  lifecycle: number;
  operation: Operation;
  person: Person;
  /** Id in the path; empty for what makes something new. */
  target: string;
  body: unknown;
  /** Of an edit: the version that it is to replace, which `If-Match` names. */
  ifMatch?: number;
  /** Idempotency-Key; null for questions. */
  key: string | null;
  /** The key is another command's, which is on record: to be refused, whatever it says. */
  keyReused?: true;
  /** Sent by a token that proves a second factor, from the next try on. */
  mfa: boolean;
  /** For who reads a finding: `self-approval`, `again, with the same key`. */
  why: string;
  tries: Try[];
}

/** A version of a policy as the run's admin wrote it. */
export interface WrittenPolicy extends PolicyVersion {
  content: PolicyContentInput;
  /** When it was first sent, in ms since 1970: before that nothing can be governed by it. */
  sentAt: number;
}

/** One lifecycle, from its first command to its last. */
export interface Lifecycle {
  number: number;
  kind: string;
  startedAt: number;
  /** Null when it was given up: a command of it found no final answer in time. */
  finishedAt: number | null;
}

/** An event as the feed of all events had it. */
export interface FeedEvent {
  log: string;
  position: number;
  /** Hex. */
  hash: string;
}

/** Whether an answer settles the matter: neither "try again" nor "not known". */
export const isFinal = ({ status }: Said): boolean => status < 500 && status !== 429;

/** The first final answer a command got; null while nobody knows. */
export function outcomeOf({ tries }: Command): Said | null {
  return tries.find(({ said }) => said && isFinal(said))?.said ?? null;
}

/** The version that a command made; null for a command that made none, as far as is known. */
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

/** Everything that was sent in a run, and what came back: all that outsiders know. */
export class History {
  readonly commands: Command[] = [];
  readonly lifecycles: Lifecycle[] = [];
  /** What the auditor read along, in the order in which it came, and answers that were neither a page nor “try again”. */
  readonly feed = { events: [] as FeedEvent[], refusals: [] as string[] };

  constructor(
    /** `iss` of everybody's tokens. */
    readonly issuer: string,
  ) {}

  /** The last position of each log that an answer named: every consumer must get that far. */
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

  /** The id of a policy that was written before the load. @throws Error when it was not */
  policyId(content: PolicyContentInput): string {
    const creation = this.commands.find(
      ({ operation, body }) => operation === 'policy.create' && body === content,
    );
    const id = creation && outcomeOf(creation)?.requestId;
    if (!id) throw new Error(`nobody has written the policy ${content.name}`);
    return id;
  }

  /** Commands that nobody knows the outcome of. */
  open(): Command[] {
    return this.commands.filter((command) => outcomeOf(command) === null);
  }
}
