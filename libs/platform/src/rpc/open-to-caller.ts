import { hasRole, Refusal } from '@countersign/contracts';
import type { Caller, OperationAccess } from '@countersign/contracts';

/** A broker asked for something else than the status of a ticket (403). */
export class ClosedToBrokers extends Refusal {
  constructor() {
    super('not-allowed', 403, 'A broker may only ask for the status of tickets.');
  }
}

/** @throws ClosedToBrokers when the operation is one for people and the caller is a broker */
export function assertOpenTo(caller: Caller, access: OperationAccess): void {
  if (access === 'person' && hasRole(caller, 'broker')) throw new ClosedToBrokers();
}
