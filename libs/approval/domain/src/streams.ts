import { ERASURES_STREAM } from '@countersign/contracts';
import type { ApprovalEvent, DomainEvent, PersonalDataErased, RefusedAttempt } from '@countersign/contracts';
import { attemptsStream } from '@countersign/kernel';

type EventOfApprovalLog = ApprovalEvent | RefusedAttempt | PersonalDataErased;

/** The stream that decides one request. */
export function approvalStream(requestId: string): string {
  return `approval-${requestId}`;
}

/**
 * Which streams an event of the approval log belongs to, its own stream first.
 * @throws Error for a type that this context does not write
 */
export function approvalStreamsOf(event: DomainEvent): string[] {
  const known = event as EventOfApprovalLog;
  switch (known.type) {
    case 'approval.opened':
    case 'approval.decided':
    case 'approval.approved':
    case 'approval.rejected':
    case 'approval.cancelled':
    case 'approval.expired':
      return [approvalStream(known.data.requestId)];
    case 'attempt.refused':
      return [attemptsStream(known.data.by, new Date(known.data.at))];
    case 'personal_data.erased':
      return [ERASURES_STREAM];
    default:
      throw new Error(
        `the approval log has no events of type ${(known satisfies never as DomainEvent).type}`,
      );
  }
}
