import type { About, PolicyContentInput, RequestTerms } from '@countersign/contracts';
import { outcomeOf } from '../load/history.js';
import type { Command, Try } from '../load/history.js';
import type { Observed, StoredEvent } from '../observe/observed.js';
import { people } from '../people/people.js';
import { writtenAs } from './known-policies.js';

/** The requested access, as the submission contains it. */
export type Facts = About & RequestTerms;

/** The life of one request: its events in both logs, and what people know about it. */
export interface Life {
  id: string;
  /** The version that its submission recorded, as it was written; null if no policy applied, or nobody wrote it. */
  policy: PolicyContentInput | null;
  facts: Facts;
  /** ms since 1970; Infinity if it was never pending. */
  expiresAt: number;
  request: StoredEvent[];
  approval: StoredEvent[];
  /** Everything that people sent about it, including its submission. */
  commands: Command[];
}

const known = new WeakMap<Observed, Life[]>();

/** Every request that is in the log. */
export function livesOf(observed: Observed): Life[] {
  const found = known.get(observed) ?? readLives(observed);
  known.set(observed, found);
  return found;
}

function readLives(observed: Observed): Life[] {
  const { logs, history } = observed;
  const streams = byKey([...logs.request.events, ...logs.approval.events], ({ stream }) => stream);
  const commands = byKey(
    history.commands,
    (command) => command.target || outcomeOf(command)?.requestId || '',
  );
  const first = logs.request.events.filter(({ type }) => FIRST.includes(type));
  return first.map((event) => {
    const facts = dataOf<FirstData>(event);
    const { requestId: id, expiresAt } = facts;
    return {
      id,
      facts,
      policy: policyOf(observed, facts),
      expiresAt: expiresAt === undefined ? Infinity : Date.parse(expiresAt),
      request: streams.get(`request-${id}`) ?? [],
      approval: streams.get(`approval-${id}`) ?? [],
      commands: commands.get(id) ?? [],
    };
  });
}

const FIRST = ['request.submitted', 'request.refused', 'request.unmatched'];
type FirstData = Facts & { expiresAt?: string };

function policyOf(observed: Observed, { policy }: Facts): PolicyContentInput | null {
  return (policy && writtenAs(observed, policy)?.content) ?? null;
}

/** Whether a policy covers a resource: each covers the names that begin with its own. */
export const asksFor = (resource: string, { name }: PolicyContentInput): boolean =>
  nameKey(resource).startsWith(nameKey(`${name}-`));

/** Equal for every spelling of a name, by a rule of the harness's own. */
export const nameKey = (name: string): string => name.normalize('NFC').toUpperCase().normalize('NFC');

/** The data of an event, in the type that the caller expects. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- a cast in one place
export const dataOf = <T>({ said }: StoredEvent): T => said.data as T;

/** When an event was recorded, in ms since 1970. */
export const timeOf = ({ recordedAt }: StoredEvent): number => recordedAt / 1000;

export const typed = (events: readonly StoredEvent[], ...types: string[]): StoredEvent[] =>
  events.filter(({ type }) => types.includes(type));

/** When anybody first knew that a command was done, in ms since 1970; Infinity if nobody knows. */
export function doneBy({ tries }: Command): number {
  return Math.min(...tries.filter(isDone).map(({ endedAt }) => endedAt ?? Infinity), Infinity);
}

export const isDone = ({ said }: Try): boolean => said !== null && said.status < 300;

/** All people of the run, by id. */
const everybody = new Map(
  Object.values(people)
    .flat()
    .map((person) => [person.id, person]),
);

export const groupsOf = (personId: string): readonly string[] => everybody.get(personId)?.groups ?? [];

/** Whether a step of a policy names the person, by id or by one of their groups. */
export function isNamed(policy: PolicyContentInput, step: number, personId: string): boolean {
  const groups = groupsOf(personId);
  const approvers = policy.steps[step]?.approvers ?? [];
  return approvers.some(({ type, id }) => (type === 'user' ? id === personId : groups.includes(id)));
}

export function byKey<T>(things: readonly T[], key: (thing: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const thing of things) {
    const same = found.get(key(thing));
    if (same) same.push(thing);
    else found.set(key(thing), [thing]);
  }
  return found;
}
