import { hasRole, NotAllowed } from '@countersign/contracts';
import type { Caller, Role } from '@countersign/contracts';

/** @throws NotAllowed unless the caller holds one of the roles */
export function assertRole(caller: Caller, ...roles: Role[]): void {
  if (!hasRole(caller, ...roles)) throw new NotAllowed(roles.join(' or '));
}
