import { createLogger } from './logger.js';
import { runInTrace, traceOf } from './trace.js';

const JWT = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl';
const OPAQUE = 's3cr3t-opaque';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  let lines = '';
  write(
    createLogger({ name: 'test', level: 'trace', destination: { write: (line) => void (lines += line) } }),
  );
  for (const line of lines.trim().split('\n')) JSON.parse(line);
  return lines;
}

it.each<[string, (logger: ReturnType<typeof createLogger>) => void]>([
  ['a message', (logger) => logger.info(`called with Bearer ${OPAQUE}`)],
  ['a message about a JWT', (logger) => logger.info(`got ${JWT}!`)],
  ['a member', (logger) => logger.info({ token: OPAQUE })],
  ['a deep member', (logger) => logger.info({ a: { b: [{ c: { Authorization: OPAQUE } }] } })],
  ['a member whose text has quotes', (logger) => logger.info({ password: `"${OPAQUE}", "x": "${OPAQUE}"` })],
  ['a list', (logger) => logger.info({ headers: { 'set-cookie': [`a=${OPAQUE}`, `b]=${OPAQUE}`] } })],
  ['an object', (logger) => logger.info({ token: { value: OPAQUE, parts: [{ p: OPAQUE }] } })],
  ['JSON within a text', (logger) => logger.info({ body: JSON.stringify({ access_token: OPAQUE, x: 1 }) })],
  ['an error', (logger) => logger.error(new Error(`refused: ${JWT}`))],
  ['the cause of an error', (logger) => logger.error({ err: new Error('no', { cause: new Error(JWT) }) })],
  [
    'members of an error',
    (logger) => logger.error({ err: Object.assign(new Error('no'), { token: OPAQUE }) }),
  ],
  ['bindings of a child', (logger) => logger.child({ cookie: OPAQUE }).info('x')],
  ['a database address', (logger) => logger.info(`connecting to postgres://role:${OPAQUE}@db:5432/x`)],
  ['a setting', (logger) => logger.info({ NATS_PASSWORD: OPAQUE, client_secret: OPAQUE })],
  ['a form', (logger) => logger.info({ body: `grant_type=password&password=${OPAQUE}&x=1` })],
  ['a query', (logger) => logger.info(`GET /v1/me?access_token=${OPAQUE}`)],
])('removes a secret from %s', (_, write) => {
  const lines = logged(write);
  expect(lines).toContain('[redacted]');
  expect(lines).not.toContain(OPAQUE);
  expect(lines).not.toContain(JWT.slice(0, 20));
  expect(lines).not.toContain('c2lnbmF0dXJl');
});

it('leaves everything else unchanged', () => {
  const said = {
    tokens: 3,
    msg: 'the token of bob, see "policy"',
    url: 'http://h:80/p?x=1@y',
    authority: 'x',
  };
  expect(JSON.parse(logged((logger) => logger.info(said)))).toMatchObject(said);
});

it.each(['a', '_', 'a_', 'eyJ', 'eyJa.', 'bearer ', 'a-token-', 'otp', '://', 'token=', 'password" '])(
  'takes linear time for a path that repeats %p',
  (text) => {
    const url = text.repeat(64_000 / text.length);
    const began = performance.now();
    logged((logger) => logger.info({ url }));
    expect(performance.now() - began).toBeLessThan(2_000);
  },
);

it.each(['a.b.', 'Bearer%20', 'k=x.', 'keyJanitor.'])('finds a JWT right behind %p', (before) => {
  expect(logged((logger) => logger.info(`${before}${JWT} and on`))).not.toContain(JWT.slice(0, 20));
});

it('adds request id and trace to every line of their work', () => {
  const trace = traceOf('req-1', undefined);
  const lines = logged((logger) => {
    runInTrace(trace, () => logger.info('within'));
    logger.info('outside');
  });
  const [within, outside] = lines.split('\n').map((line) => (line ? (JSON.parse(line) as unknown) : null));
  expect(within).toMatchObject({ msg: 'within', ...trace });
  expect(outside).not.toHaveProperty('requestId');
});

it.each(['', 'two words', 'a\nb', 'x'.repeat(129), undefined])(
  'replaces the request id %p by a new id',
  (given) => {
    expect(traceOf(given, null).requestId).toMatch(/^[0-9a-f-]{36}$/);
  },
);
