import { refOf } from '@countersign/contracts';
import type { Decision } from '@countersign/contracts';
import { quorumReached } from './quorum.js';
import { person } from './testing/fixtures.js';

const decision = (
  id: string,
  what: Decision['decision'] = 'approve',
  issuer = 'https://id.example',
): Decision => ({
  by: refOf({ ...person(id), issuer }),
  decision: what,
  maxDuration: null,
  at: '2026-03-01T09:00:00.000Z',
  mfa: null,
  as: { type: 'group', id: 'managers' },
  selfApproval: false,
});
const reached = (requiredApprovals: number, ...decisions: Decision[]) =>
  quorumReached({ requiredApprovals, decisions });

describe('a quorum counts people (rules.md#quorum)', () => {
  it.each([
    ['two people', [decision('bob'), decision('carol')], true],
    ['more than needed', [decision('bob'), decision('carol'), decision('dave')], true],
    ['one person', [decision('bob')], false],
    ['one person twice', [decision('bob'), decision('bob')], false],
    [
      'namesakes of two issuers',
      [decision('bob'), decision('bob', 'approve', 'https://other.example')],
      true,
    ],
    ['a rejection beside an approval', [decision('bob'), decision('carol', 'reject')], false],
  ])('%s of two', (_, decisions, expected) => expect(reached(2, ...decisions)).toBe(expected));
});
