import type { JWTPayload } from 'jose';
import type { Role } from '@countersign/contracts';
import type { TokenSettings } from './token-settings.js';

type RoleSettings = Pick<
  TokenSettings,
  'policyAdminGroups' | 'auditorGroups' | 'brokerGroups' | 'brokerClients'
>;

/**
 * The roles of a verified token. A broker is nothing else, whatever other groups it is in: a program that asks for
 * tickets must not turn into an administrator by a group too many.
 */
export function rolesOf(claims: JWTPayload, groups: readonly string[], settings: RoleSettings): Role[] {
  const isIn = (names: readonly string[]) => names.some((name) => groups.includes(name));
  if (isIn(settings.brokerGroups) || isOwnTokenOf(settings.brokerClients, claims)) return ['broker'];
  const roles: Role[] = [];
  if (isIn(settings.policyAdminGroups)) roles.push('policy-admin');
  if (isIn(settings.auditorGroups)) roles.push('auditor');
  return roles;
}

/**
 * Whether the token is one of these clients' own (client credentials): RFC 9068 section 2.2 has `sub` be the client
 * then. A person who signs in through the client has another `sub`, and is not the client.
 */
function isOwnTokenOf(clients: readonly string[], { client_id, azp, sub }: JWTPayload): boolean {
  return clients.some((client) => client === sub && (client === client_id || client === azp));
}
