import { hasRole, Refusal } from '@countersign/contracts';
import type { Caller, Operation, Role } from '@countersign/contracts';

/** The groups and clients that have roles in an installation. */
export interface RoleSettings {
  policyAdminGroups: readonly string[];
  auditorGroups: readonly string[];
  brokerGroups: readonly string[];
  /** Clients whose own tokens (client credentials) have the role auditor. */
  auditorClients: readonly string[];
  /** Clients whose own tokens (client credentials) have the role broker. */
  brokerClients: readonly string[];
}

/**
 * The roles of a verified token. A member of a broker group has no other role, whatever other groups it is in: a program
 * that checks tickets must not become an administrator by one group too many. A machine has no role by any other group.
 * @param client - the client whose own token this is; null for a person's token
 */
export function rolesOf(client: string | null, groups: readonly string[], settings: RoleSettings): Role[] {
  const isIn = (names: readonly string[]) => names.some((name) => groups.includes(name));
  if (isIn(settings.brokerGroups)) return ['broker'];
  const roles: Role[] = [];
  if (client === null) {
    if (isIn(settings.policyAdminGroups)) roles.push('policy-admin');
    if (isIn(settings.auditorGroups)) roles.push('auditor');
    return roles;
  }
  if (settings.auditorClients.includes(client)) roles.push('auditor');
  if (settings.brokerClients.includes(client)) roles.push('broker');
  return roles;
}

/** A broker called an operation other than the status of a ticket (403). */
class ClosedToBrokers extends Refusal {
  constructor() {
    super('not-allowed', 403, 'A broker may only ask for the status of tickets.');
  }
}

/** A machine called an operation that is for people, or for which its client has no role (403). */
class MachineNotAllowed extends Refusal {
  constructor(why: string) {
    super('machine-not-allowed', 403, `This access token is a client's own, not a person's. ${why}`);
  }
}

/**
 * Keeps callers out of operations that are not for them (rules.md#machines). Everything else about a person is decided by
 * the operation itself.
 * @throws MachineNotAllowed when a machine calls a command, or has no role
 * @throws ClosedToBrokers when a broker calls anything but the status of a ticket
 */
export function assertOpenTo(caller: Caller, { access, writes }: Pick<Operation, 'access' | 'writes'>): void {
  if (access !== 'person') return;
  const isMachine = caller.kind === 'machine';
  if (isMachine && writes)
    throw new MachineNotAllowed('Only people request, decide, use access and administer.');
  if (isMachine && hasRole(caller, 'auditor')) return;
  if (hasRole(caller, 'broker')) throw new ClosedToBrokers();
  if (isMachine) throw new MachineNotAllowed('Its client has none of the roles auditor and broker.');
}
