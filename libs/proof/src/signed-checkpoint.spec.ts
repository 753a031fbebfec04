import { ForgedCheckpoint, openCheckpoint } from './signed-checkpoint.js';
import { auditKey } from './chained-events.fake.js';

const key = auditKey();
const heads = [{ log: 'request' as const, position: 7, hash: 'ab'.repeat(32) }];
const claims = { iss: 'https://countersign.example', iat: 1_769_850_000, heads };
const JWS = key.jws(claims);
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const withPart = (index: number, part: string) =>
  JWS.split('.')
    .map((own, i) => (i === index ? part : own))
    .join('.');

it('what an audit key signed is opened', () => {
  expect(openCheckpoint(JWS, key.keys)).toEqual(claims);
});

it.each<[string, string]>([
  ['signed by another key of the same id', auditKey().jws(claims)],
  ['signed by a key not given', auditKey('audit-other').jws(claims)],
  ['signed by a ticket key', auditKey('ticket-test').jws(claims)],
  ['with other heads', withPart(1, encoded({ ...claims, heads: [{ ...heads[0], position: 8 }] }))],
  ['with another signature', withPart(2, auditKey().jws(claims).split('.')[2]!)],
  ['without a signature', withPart(2, '')],
  ['with a member more of its header', withPart(0, encoded({ alg: 'EdDSA', kid: 'audit-test', x: 1 }))],
  ['of another algorithm', key.jws(claims, { alg: 'none' })],
  ['of another type, such as a ticket', key.jws(claims, { typ: 'countersign-ticket+jwt' })],
  ['that says something else', key.jws({ ...claims, heads: undefined } as never)],
  ['of four parts', `${JWS}.x`],
  ['of no JSON', 'a.b.c'],
])('a checkpoint is refused: %s', (_, jws) => {
  const keys = [...key.keys, ...auditKey('ticket-test').keys];
  expect(() => openCheckpoint(jws, keys)).toThrow(ForgedCheckpoint);
});

it('a ticket key is no audit key, even for what it did sign', () => {
  const ticket = auditKey('ticket-test');
  expect(() => openCheckpoint(ticket.jws(claims), ticket.keys)).toThrow('no audit key');
});
