import { MOST_MATCHED, policyInternalRpc, Unavailable } from '@countersign/contracts';
import { ScriptedRpc } from '@countersign/rpc';
import { governing } from '../testing/fixtures.js';
import { PolicyQuestions } from './governing-policies.js';

const trace = { requestId: 'call-1', traceparent: null };

/** How many requests each question to the matcher was about. */
const asked = (rpc: ScriptedRpc): number[] =>
  rpc.asked.map(({ payload }) => (payload as { requests: unknown[] }).requests.length);

/** For `count` submissions at the same moment: the name of the policy that governs each, or the failure. */
async function answers(rpc: ScriptedRpc, count: number): Promise<string[]> {
  const questions = new PolicyQuestions(rpc);
  const names = Array.from({ length: count }, (_, i) => ({ resource: `db-${i}`, account: 'root' }));
  const settled = await Promise.allSettled(names.map((one) => questions.ask(one, trace)));
  return settled.map((one) =>
    one.status === 'fulfilled' ? (one.value?.content.name ?? 'none') : String(one.reason),
  );
}

/** A matcher with a separate policy for each resource. */
function matcher(answer: (resource: string) => ReturnType<typeof governing>): ScriptedRpc {
  const rpc = new ScriptedRpc();
  rpc.on(policyInternalRpc.match, (payload) => {
    const { requests } = payload as { requests: { resource: string }[] };
    return {
      policies: requests.map(({ resource }) => answer(resource)),
      governing: requests.map((_, i) => i),
    };
  });
  return rpc;
}

describe('questions to the matcher (rules.md#policy-service-silent)', () => {
  it('cover a limited number of submissions, and each submission gets its own answer', async () => {
    const rpc = matcher((resource) => governing({ name: resource }));
    const count = MOST_MATCHED + 1;
    expect(await answers(rpc, count)).toEqual(Array.from({ length: count }, (_, i) => `db-${i}`));
    expect(asked(rpc)).toEqual([MOST_MATCHED, 1]);
  });

  it('are repeated one by one when an answer cannot be parsed, so that one policy affects only its own requests', async () => {
    const rpc = matcher((resource) => {
      if (resource === 'db-1') throw new SyntaxError('a member that is not known here');
      return governing({ name: resource });
    });
    expect(await answers(rpc, 3)).toEqual(['db-0', 'SyntaxError: a member that is not known here', 'db-2']);
    expect(asked(rpc)).toEqual([3, 1, 1, 1]);
  });

  it('are not repeated if the matcher cannot answer now', async () => {
    const rpc = new ScriptedRpc();
    rpc.on(policyInternalRpc.match, () => {
      throw new Unavailable('the policy service');
    });
    expect(await answers(rpc, 3)).toEqual(Array(3).fill(expect.stringContaining('does not answer now')));
    expect(asked(rpc)).toEqual([3]);
  });
});
