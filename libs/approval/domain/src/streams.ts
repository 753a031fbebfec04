import { attemptsStream, ERASURES_STREAM } from '@countersign/contracts';
import type { About, DomainEvent, RefusedAttempt } from '@countersign/contracts';

/** The stream that decides one request. */
export function approvalStream(requestId: string): string {
  return `approval-${requestId}`;
}

/**
 * Which streams an event of the approval log belongs to, its own stream first.
 * @throws Error for a type that this context does not write
 */
export function approvalStreamsOf({ type, data }: DomainEvent): string[] {
  if (type.startsWith('approval.')) return [approvalStream((data as About).requestId)];
  if (type === 'attempt.refused') {
    const { by, at } = data as RefusedAttempt['data'];
    return [attemptsStream(by, new Date(at))];
  }
  if (type === 'personal_data.erased') return [ERASURES_STREAM];
  throw new Error(`the approval log has no events of type ${type}`);
}
