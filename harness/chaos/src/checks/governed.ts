import { isDeepStrictEqual } from 'node:util';
import type { PolicyContentInput } from '@countersign/contracts';
import { each } from './check.js';
import type { Check } from './check.js';
import { dataOf, livesOf, nameKey, typed } from './lives.js';

/** What is recorded with a request of the policy that governs it. */
interface Governed {
  policy: { id: string; content: PolicyContentInput };
}

export const governed: Check = {
  says: 'A request is governed by the policy that its names ask for, which is recorded with it as it was written.',
  check: (observed) => {
    const submitted = livesOf(observed).flatMap((life) =>
      typed(life.request, 'request.submitted').map((event) => ({ life, event })),
    );
    return each('governed', submitted, ({ life: { id, facts }, event }) => {
      const { policy } = dataOf<Governed>(event);
      const written = observed.history.policies.find(({ content }) =>
        nameKey(facts.resource).startsWith(nameKey(`${content.name}-`)),
      );
      if (written?.id !== policy.id) return `${id} is governed by ${policy.content.name}`;
      const other = Object.entries(written.content).find(
        ([member, value]) => !holds(policy.content[member as keyof PolicyContentInput], value),
      );
      return other
        ? `${id} is governed by ${policy.content.name} with another ${other[0]} than was written`
        : null;
    });
  },
};

/** Whether a recorded value says what was written, perhaps with defaults filled in. */
function holds(recorded: unknown, written: unknown): boolean {
  if (typeof written !== 'object' || written === null || Array.isArray(written))
    return isDeepStrictEqual(recorded, written);
  const members = recorded as Record<string, unknown> | undefined;
  return Object.entries(written).every(([member, value]) => holds(members?.[member], value));
}
