import { people } from '../people/people.js';
import { History } from './history.js';
import type { Command, Said } from './history.js';
import { changingTo, policies } from './policies.js';

const said = (status: number, version: number): Said => ({
  status,
  code: null,
  detail: null,
  requestId: status === 201 ? 'p' : null,
  request: null,
  policy: status < 300 ? { id: 'p', version } : null,
  ticket: null,
  standing: null,
  position: null,
});

/** A command that was sent at 1, 2, 3 …, each time with this answer. */
const tries = (...answers: (Said | null)[]): Command['tries'] =>
  answers.map((answer, i) => ({ sentAt: i + 1, endedAt: i + 1, mfa: false, said: answer }));

const command = (more: Partial<Command>): Command => ({
  lifecycle: 0,
  operation: 'policy.create',
  person: people.admin,
  target: '',
  body: policies.changing,
  key: 'k',
  mfa: false,
  why: '',
  tries: tries(said(201, 1)),
  ...more,
});

const content = changingTo('Second review', 2, false);
const edit = (more: Partial<Command>): Command =>
  command({ operation: 'policy.update', target: 'p', body: content, ifMatch: 1, ...more });

const written = (...commands: Command[]) => {
  const history = new History('issuer');
  history.commands.push(...commands);
  return history.writtenPolicies();
};

describe('the versions of a policy that were written', () => {
  it('are the first version and the version after the one that an edit names', () => {
    expect(written(command({}), edit({ tries: tries(said(200, 2)) }))).toEqual([
      { id: 'p', version: 1, content: policies.changing, sentAt: 1 },
      { id: 'p', version: 2, content, sentAt: 1 },
    ]);
  });

  it('include an edit whose first answer came late and shows a later version', () => {
    expect(written(edit({ tries: tries(null, said(503, 0), said(200, 5)) }))).toEqual([
      { id: 'p', version: 2, content, sentAt: 1 },
    ]);
  });

  it('exclude an edit that was refused, that reused a key, or whose outcome is unknown', () => {
    const unknown = edit({ tries: tries(null, said(503, 0)) });
    const reused = edit({ keyReused: true, tries: tries(said(200, 2)) });
    expect(written(edit({ tries: tries(said(412, 0)) }), reused, unknown)).toEqual([]);
  });
});
