import { UnusableText } from './config-text.js';
import { renderNatsConfig } from './nats-config.js';
import type { NatsConfig } from './nats-config.js';
import { natsUsers } from './nats-permissions.js';
import type { NatsUser } from './nats-permissions.js';

const passwords = Object.fromEntries(natsUsers.map((user) => [user, 'secret'])) as Record<NatsUser, string>;
const rendered = (config: Partial<NatsConfig> = {}): string => renderNatsConfig({ passwords, ...config });

describe('the configuration of nats-server', () => {
  it('names the address, the folder, its limit and the files for TLS', () => {
    const text = rendered({
      listen: '0.0.0.0:4222',
      http: '127.0.0.1:8222',
      storeDir: '/data/a "folder"',
      maxFileStore: '20GB',
      tls: { certificate: '/tls/server.pem', key: '/tls/key.pem', clientAuthority: '/tls/ca.pem' },
    });
    for (const line of [
      'listen: "0.0.0.0:4222"',
      'http: "127.0.0.1:8222"',
      '  store_dir: "/data/a \\"folder\\""',
      '  max_file_store: 20GB',
      '  cert_file: "/tls/server.pem"',
      '  key_file: "/tls/key.pem"',
      '  ca_file: "/tls/ca.pem"',
      '  verify: true',
    ])
      expect(text.split('\n')).toContain(line);
  });

  it('leaves out what is not given', () => {
    for (const name of ['listen', 'http:', 'store_dir', 'max_file_store', 'tls', 'cluster'])
      expect(rendered()).not.toContain(name);
  });

  it.each([
    ['is empty', ''],
    ['has control characters', 'line one\nline two'],
    ['looks like a bcrypt hash', '$2a$11$K3m5k8QyV6dYtXHcF0jyMe'],
  ])('refuses a password that %s, and does not repeat it', (_, password) => {
    const refused = (): string => rendered({ passwords: { ...passwords, gateway: password } });
    expect(refused).toThrow(UnusableText);
    expect(refused).toThrow(/^The password of gateway cannot be written/);
    if (password) expect(refused).not.toThrow(password);
  });
});
