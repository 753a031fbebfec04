import { hasRole, Refusal } from '@countersign/contracts';
import type { Caller, OperationAccess, Role } from '@countersign/contracts';

/** The groups and clients that have roles in an installation. */
export interface RoleSettings {
  policyAdminGroups: readonly string[];
  auditorGroups: readonly string[];
  brokerGroups: readonly string[];
  /** Clients whose own tokens (client credentials) have the role broker. */
  brokerClients: readonly string[];
}

/** The claims of an access token that say for whom and by which client it was issued (RFC 9068). */
export interface ClientClaims {
  sub?: string | undefined;
  client_id?: unknown;
  azp?: unknown;
}

/**
 * The roles of a verified token. A broker has no other role, whatever other groups it is in: a program that checks
 * tickets must not become an administrator by one group too many.
 */
export function rolesOf(claims: ClientClaims, groups: readonly string[], settings: RoleSettings): Role[] {
  const isIn = (names: readonly string[]) => names.some((name) => groups.includes(name));
  if (isIn(settings.brokerGroups) || isOwnTokenOf(settings.brokerClients, claims)) return ['broker'];
  const roles: Role[] = [];
  if (isIn(settings.policyAdminGroups)) roles.push('policy-admin');
  if (isIn(settings.auditorGroups)) roles.push('auditor');
  return roles;
}

/**
 * Whether the token is the own token of one of these clients (client credentials), of which RFC 9068, section 2.2, says
 * that `sub` is the client. A person that signs in through the client has another `sub`, and is not the client.
 */
function isOwnTokenOf(clients: readonly string[], { client_id, azp, sub }: ClientClaims): boolean {
  return clients.some((client) => client === sub && (client === client_id || client === azp));
}

/** A broker called an operation other than the status of a ticket (403). */
export class ClosedToBrokers extends Refusal {
  constructor() {
    super('not-allowed', 403, 'A broker may only ask for the status of tickets.');
  }
}

/** @throws ClosedToBrokers when the operation is for people and the caller is a broker */
export function assertOpenTo(caller: Caller, access: OperationAccess): void {
  if (access === 'person' && hasRole(caller, 'broker')) throw new ClosedToBrokers();
}
