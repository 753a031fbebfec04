import fc from 'fast-check';
import { samePerson } from '@countersign/contracts';
import type {
  Actor,
  PersonRef,
  PolicyContent,
  PolicyContentInput,
  PolicyEvent,
} from '@countersign/contracts';
import { authorsAfter, savedPolicyFold } from './saved-policy.js';
import { by, content, ERIN, recorded, userSteps } from './testing/factories.js';

const person = (id: string): PersonRef => ({ issuer: ERIN.issuer, id });
const erin = person('erin');
const grace = person('grace');
const asActor = ({ issuer, id }: PersonRef): Actor => ({ kind: 'person', issuer, id });

const two = content({ steps: userSteps([['a', 'b', 'c'], 1], [['d'], 1]) });
const groupStep = (id: string): PolicyContent['steps'][number] => ({
  approvers: [{ type: 'group', id }],
  requiredApprovals: 1,
});
/** The authors after Erin wrote one version and Grace the next. */
const afterGrace = (before: PolicyContent, after: PolicyContent) =>
  authorsAfter([erin], before, { content: after, actor: asActor(grace) });

describe('the authors of a policy', () => {
  it('begin with its creator', () => {
    expect(authorsAfter([], null, { content: two, actor: asActor(erin) })).toEqual([erin]);
  });

  it.each<[string, Partial<PolicyContentInput>]>([
    ['an approver that came', { steps: userSteps([['a', 'b', 'c', 'e'], 1], [['d'], 1]) }],
    ['an approver that went', { steps: userSteps([['a', 'b'], 1], [['d'], 1]) }],
    ['another approver', { steps: userSteps([['a', 'b', 'grace'], 1], [['d'], 1]) }],
    ['a group in place of a user of the same id', { steps: [two.steps[0]!, groupStep('d')] }],
    ['a step that came', { steps: [...two.steps, ...userSteps([['f'], 1])] }],
    ['a step that went', { steps: two.steps.slice(0, 1) }],
    ['steps in another order', { steps: two.steps.slice().reverse() }],
    ['how many must approve', { steps: userSteps([['a', 'b', 'c'], 2], [['d'], 1]) }],
    ['that people may approve their own requests', { allowSelfApproval: true }],
    ['that one person may approve two steps', { distinctApprovers: false }],
  ])('include the person who changed %s', (_, change) => {
    expect(afterGrace(two, content({ steps: two.steps, ...change }))).toEqual([erin, grace]);
  });

  it.each<[string, Partial<PolicyContentInput>]>([
    ['the name', { name: 'renamed' }],
    ['the description', { description: 'now without the typo' }],
    ["a step's name", { steps: two.steps.map((step) => ({ ...step, name: 'Review' })) }],
    [
      'the order of the approvers within a step',
      { steps: two.steps.map((step) => ({ ...step, approvers: step.approvers.slice().reverse() })) },
    ],
    [
      'conditions and limits',
      { conditions: [{ accountNames: ['*'] }], maxAccessDuration: 'PT1H', priority: 9 },
    ],
    ['whether it is enabled', { enabled: false }],
  ])('stay as they are when a colleague changed only %s', (_, change) => {
    expect(afterGrace(two, content({ steps: two.steps, ...change }))).toEqual([erin]);
  });

  it('are persons: a service that saves a policy is none', () => {
    const actor: Actor = { kind: 'service', id: 'importer' };
    expect(authorsAfter([], null, { content: two, actor })).toEqual([]);
  });

  it('differ by issuer, not by id alone', () => {
    const other = { issuer: 'https://other.example', id: 'erin' };
    const after = content({ steps: two.steps, allowSelfApproval: true });
    const authors = authorsAfter([erin], two, { content: after, actor: asActor(other) });
    expect(authors).toEqual([erin, other]);
  });
});

describe('the authors of a saved policy', () => {
  const steps = fc.constantFrom<PolicyContentInput['steps']>(
    userSteps([['a', 'b'], 1]),
    userSteps([['b', 'a'], 1]),
    userSteps([['a', 'b'], 2]),
    userSteps([['a'], 1], [['b'], 1]),
    userSteps([['b'], 1], [['a'], 1]),
  );
  const version = fc.record({
    writer: fc.constantFrom('erin', 'grace', 'ivan'),
    steps,
    allowSelfApproval: fc.boolean(),
    priority: fc.integer({ min: 0, max: 2 }),
  });
  const versions = fc.array(version, { minLength: 1, maxLength: 12 });
  type Version = typeof version extends fc.Arbitrary<infer V> ? V : never;

  const saved = (of: Version[], isDeleted: boolean) => {
    const written = of.map(({ writer, ...change }, i) => {
      const data = { policyId: 'p1', version: i + 1, content: content(change) };
      const event: PolicyEvent = i
        ? { type: 'policy.updated', schemaVersion: 1, data: { ...data, formerName: null } }
        : { type: 'policy.created', schemaVersion: 1, data };
      return recorded(event, by({ ...ERIN, id: writer }));
    });
    const deletion: PolicyEvent = {
      type: 'policy.deleted',
      schemaVersion: 1,
      data: { policyId: 'p1', version: of.length + 1, name: content().name },
    };
    const events = isDeleted ? [...written, recorded(deletion, by({ ...ERIN, id: 'judy' }))] : written;
    const policy = events.reduce(savedPolicyFold.evolve, savedPolicyFold.initialState);
    if (policy.status === 'absent') throw new Error(policy.status);
    return policy.authors;
  };

  /** Written out once more, plainly: who approves and how many, with the approvers of a step as a set. */
  const rules = ({ steps: of, allowSelfApproval }: Version): string =>
    JSON.stringify([
      allowSelfApproval,
      of.map((step) => [step.requiredApprovals, step.approvers.map(({ id }) => id).sort()]),
    ]);

  it('are the people who wrote a version with other rules than the version before, each once, in order', () => {
    fc.assert(
      fc.property(versions, fc.boolean(), (of, isDeleted) => {
        const writers = of.filter((one, i) => i === 0 || rules(one) !== rules(of[i - 1]!));
        const expected = [...new Set(writers.map(({ writer }) => writer))].map(person);
        expect(saved(of, isDeleted)).toEqual(expected);
      }),
    );
  });

  it('never become fewer, and never twice the same', () => {
    fc.assert(
      fc.property(versions, (of) => {
        const all = saved(of, false);
        const before = of.length > 1 ? saved(of.slice(0, -1), false) : [];
        expect(all.slice(0, before.length)).toEqual(before);
        expect(all.filter((one, i) => all.some((other, j) => j < i && samePerson(one, other)))).toEqual([]);
      }),
    );
  });
});
