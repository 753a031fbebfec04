import type { PolicyContentInput } from '@countersign/contracts';
import type { PolicyVersion } from '../../../load/history.js';
import { policies } from '../../../load/policies.js';
import type { StoredEvent } from '../../../observe/observed.js';
import { commandAt, data, earlier, find, lastTry } from './breaking.js';
import type { Broken } from './breaking.js';
import type { GoodRun } from '../good-run.js';

/** Submissions under an edited policy: Ben’s before the edit, Anna’s after it. */
const BEFORE = -3;
const AFTER = -2;
const submitted = (run: GoodRun, nth: number): StoredEvent => find(run, 'request', 'request.submitted', nth);

type Governing = PolicyVersion & { content: PolicyContentInput };
const governing = (event: StoredEvent): Governing => data(event)['policy'] as Governing;

/** Records another policy with a request, or with its approval. */
const record = (event: StoredEvent, policy: Partial<Governing>): unknown =>
  Object.assign(data(event), { policy: { ...governing(event), ...policy } });

const saved = (run: GoodRun): StoredEvent => find(run, 'policy', 'policy.updated');

export const brokenPolicies: Broken[] = [
  [
    'governed',
    'by another policy',
    (run) => record(submitted(run, 0), governing(submitted(run, AFTER))),
    /is governed by version 2 of changing, which its names do not ask for/,
  ],
  [
    'governed',
    'by a version that nobody wrote',
    (run) => record(submitted(run, AFTER), { version: 3 }),
    /is governed by version 3 of changing, which nobody wrote/,
  ],
  [
    'governed',
    'by the content of the version before',
    (run) => record(submitted(run, AFTER), { content: policies.changing }),
    /is governed by version 2 of changing with another steps than was written/,
  ],
  [
    'governed',
    'an approval by the version after',
    (run) => record(find(run, 'approval', 'approval.opened', BEFORE), governing(submitted(run, AFTER))),
    /approval.opened of .* names version 2 of its policy/,
  ],
  [
    'governed',
    'an approval by the content of another version',
    (run) => record(find(run, 'approval', 'approval.opened', AFTER), { content: policies.changing }),
    /the approval of .* has another content of its policy/,
  ],
  [
    'governed',
    'an answer that shows another version',
    (run) => Object.assign(lastTry(run.submission).said?.request?.policy ?? {}, { version: 2 }),
    /shows version 2 of its policy, not 1/,
  ],
  [
    'policy-in-force',
    'the version before an edit that was acknowledged',
    (run) => record(submitted(run, AFTER), governing(submitted(run, BEFORE))),
    /is governed by version 1 of changing, and version 2 had been shown before it was sent/,
  ],
  [
    'policy-in-force',
    'the version of an edit that was not yet sent',
    (run) => record(submitted(run, BEFORE), governing(submitted(run, AFTER))),
    /is governed by version 2 of changing, which was first sent \d+ ms after the submission was recorded/,
  ],
  [
    'policy-versions',
    'an edit of another version',
    (run) => (run.edit.ifMatch = 7),
    /version 2 of changing was saved in place of version 7/,
  ],
  [
    'policy-versions',
    'a version that says it is another',
    (run) => (saved(run).version = 3),
    /version 2 of changing was saved in place of version 1/,
  ],
  [
    'policy-versions',
    'a content that nobody sent',
    (run) => Object.assign(data(saved(run)), { content: policies.changing }),
    /version 2 of changing has another steps than was sent/,
  ],
  [
    'current',
    'an old version of a policy',
    (run) => Object.assign(lastTry(run.reading).said?.policy ?? {}, { version: 1 }),
    /version 1 of the policy .* was shown, and it had been at version 2/,
  ],
  [
    'current',
    'an edit that is answered with the version it replaced',
    (run) => Object.assign(run.edit.tries[0]?.said?.policy ?? {}, { version: 1 }),
    /version 1 of the policy .* was shown, and it had been at version 2/,
  ],
  [
    'quorum',
    'the approvals of another version',
    (run) => record(submitted(run, BEFORE), governing(submitted(run, AFTER))),
    /was approved with 1 of 2 people/,
  ],
  [
    'acknowledged',
    'an edit that its log forgot',
    (run) => run.observed.logs.policy.commands.splice(commandAt(run, 'policy', saved(run)), 1),
    /policy.update of .* was acknowledged, and the log knows nothing of it/,
  ],
  [
    'acknowledged',
    'an edit of another policy than was answered',
    (run) => run.edit.tries.forEach(({ said }) => Object.assign(said?.policy ?? {}, { id: 'another' })),
    /policy.update of .* was answered with another, stored with/,
  ],
  [
    'unacknowledged',
    'an edit that is stored and was refused when it was repeated',
    (run) => Object.assign(lastTry(run.edit).said ?? {}, { status: 412, code: 'version-conflict' }),
    /policy.update of .* is stored, and was then refused: version-conflict/,
  ],
  [
    'repeats',
    'a repeated edit that is answered with another policy',
    (run) => Object.assign(lastTry(run.edit).said?.policy ?? {}, { id: 'another' }),
    /policy.update of .* was answered differently/,
  ],
  [
    'unasked',
    'an edit that nobody sent',
    (run) => run.observed.history.commands.splice(run.observed.history.commands.indexOf(run.edit), 1),
    /nobody sent policy.updated/,
  ],
  [
    'refusals',
    'an edit of the newest version',
    (run) => earlier(lastTry(run.lateEdit)),
    /policy.update of .* was refused without a reason: 412 version-conflict/,
  ],
];
