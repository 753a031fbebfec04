import { readFileSync, writeFileSync } from 'node:fs';
import { renderNatsConfig } from './nats-config.js';
import type { NatsPassword } from './nats-config.js';
import { natsUsers } from './nats-permissions.js';
import type { NatsUser } from './nats-permissions.js';

const passwordVariables = Object.fromEntries(
  natsUsers.map((user): [NatsUser, NatsPassword] => [user, { env: `NATS_PASSWORD_${user.toUpperCase()}` }]),
) as Record<NatsUser, NatsPassword>;

/** To regenerate: UPDATE_GENERATED=1 npx jest --selectProjects unit -- libs/mirror/src/nats */
const deployed = `${process.cwd()}/deploy/nats/nats.conf`;

describe('the NATS configuration', () => {
  const rendered = renderNatsConfig({
    listen: '0.0.0.0:4222',
    http: '0.0.0.0:8222',
    storeDir: '/data',
    passwords: passwordVariables,
  });

  it('in deploy/nats matches the code', () => {
    if (process.env['UPDATE_GENERATED']) writeFileSync(deployed, rendered);
    expect(readFileSync(deployed, 'utf8')).toBe(rendered);
  });

  it('quotes the values that it is given', () => {
    const passwords = { ...passwordVariables, gateway: { value: 'a "quoted" $word' } };
    expect(renderNatsConfig({ passwords })).toContain('password: "a \\"quoted\\" $word"');
  });
});
