import { isDeepStrictEqual } from 'node:util';
import type { PolicyContentInput } from '@countersign/contracts';
import type { Command, PolicyVersion, Try, WrittenPolicy } from '../load/history.js';
import type { Observed } from '../observe/observed.js';

const written = new WeakMap<Observed, Map<string, WrittenPolicy>>();

const keyOf = ({ id, version }: PolicyVersion): string => `${id} ${version}`;

function writtenByKey(observed: Observed): Map<string, WrittenPolicy> {
  const found =
    written.get(observed) ??
    new Map(observed.history.writtenPolicies().map((policy) => [keyOf(policy), policy]));
  written.set(observed, found);
  return found;
}

/** Every version of every policy. */
export const writtenPolicies = (observed: Observed): WrittenPolicy[] => [...writtenByKey(observed).values()];

/** A version as its admin wrote it; undefined if nobody wrote it. */
export const writtenAs = (observed: Observed, version: PolicyVersion): WrittenPolicy | undefined =>
  writtenByKey(observed).get(keyOf(version));

/** The member in which a recorded policy differs from the written policy; defaults may have been filled in. */
export function differentMember(
  recorded: PolicyContentInput,
  content: PolicyContentInput,
): string | undefined {
  const different = Object.entries(content).find(
    ([member, value]) => !holds(recorded[member as keyof PolicyContentInput], value),
  );
  return different?.[0];
}

function holds(recorded: unknown, value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return isDeepStrictEqual(recorded, value);
  const members = recorded as Record<string, unknown> | undefined;
  return Object.entries(value).every(([member, inner]) => holds(members?.[member], inner));
}

/** An answer that shows a policy. */
export interface ShownPolicy extends PolicyVersion {
  command: Command;
  one: Try;
}

const shown = new WeakMap<Observed, ShownPolicy[]>();

/** Every answer that shows a policy. */
export function shownPolicies(observed: Observed): ShownPolicy[] {
  const found = shown.get(observed) ?? observed.history.commands.flatMap(shownBy);
  shown.set(observed, found);
  return found;
}

const shownBy = (command: Command): ShownPolicy[] =>
  command.tries.flatMap((one) => (one.said?.policy ? [{ ...one.said.policy, command, one }] : []));

/**
 * The newest version of a policy that an answer had shown to anybody before an instant; 0 for none.
 * @param instant - ms since 1970
 */
export function newestKnown(observed: Observed, policyId: string, instant: number): number {
  const before = shownPolicies(observed).filter(
    ({ id, one }) => id === policyId && one.endedAt !== null && one.endedAt < instant,
  );
  return Math.max(0, ...before.map(({ version }) => version));
}
