import { natsUsers, renderNatsConfig } from '@countersign/mirror';
import type { NatsPassword, NatsUser } from '@countersign/mirror';

/**
 * The configuration of nats-server with every user and permission. Passwords are left to its environment:
 * `NATS_PASSWORD_POLICY`, `NATS_PASSWORD_REQUEST` and so on.
 */
export function natsConfig(): string {
  const passwords = natsUsers.map((user) => [user, { env: `NATS_PASSWORD_${user.toUpperCase()}` }]);
  return renderNatsConfig({ passwords: Object.fromEntries(passwords) as Record<NatsUser, NatsPassword> });
}
