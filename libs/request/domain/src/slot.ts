import { createHash } from 'node:crypto';
import { foldName } from '@countersign/contracts';
import type { RequestFacts, RequestSlotEvent } from '@countersign/contracts';

/** Whether a pending request of one requester for one account on one resource holds the place (rule 6). */
export type Slot = { status: 'free' } | { status: 'taken'; requestId: string };

/** How a stream `open_request-<hash>` is folded. */
export const slotFold = { initialState: { status: 'free' } as Slot, evolve: evolveSlot };

/** Folds one event. Pure. */
export function evolveSlot(slot: Slot, event: RequestSlotEvent): Slot {
  switch (event.type) {
    case 'request.slot_taken':
      return { status: 'taken', requestId: event.data.requestId };
    case 'request.slot_released':
      return { status: 'free' };
    default:
      return passThrough(event, slot);
  }
}

/**
 * The stream of the place: SHA-256 over issuer and id of the requester and the case-folded names, so that another
 * spelling of the same names meets the same stream.
 */
export function slotStream({
  requester,
  resource,
  account,
}: Pick<RequestFacts, 'requester' | 'resource' | 'account'>): string {
  const key = JSON.stringify([requester.issuer, requester.id, foldName(resource), foldName(account)]);
  return `open_request-${createHash('sha256').update(key).digest('hex')}`;
}

/** Takes the place for a request. */
export function takeSlot(requestId: string): RequestSlotEvent[] {
  return [{ type: 'request.slot_taken', schemaVersion: 1, data: { requestId } }];
}

/** Gives the place back, if it is this request that holds it. */
export function releaseSlot(slot: Slot, requestId: string): RequestSlotEvent[] {
  if (slot.status !== 'taken' || slot.requestId !== requestId) return [];
  return [{ type: 'request.slot_released', schemaVersion: 1, data: { requestId } }];
}

/** Compiles only while every known type has its case. */
function passThrough(_unknown: never, slot: Slot): Slot {
  return slot;
}
