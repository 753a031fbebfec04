import type {
  ApprovalDecided,
  ApprovalEvent,
  Folding,
  RequestEvent,
  RequestRefused,
} from '@countersign/contracts';

/** An event of a request or of its approval. */
export type StoryEvent = RequestEvent | ApprovalEvent;

/** What the sentence of an act depends on besides its first event. */
interface Telling {
  /** The name of the actor. */
  name: string;
  /** The names of the policy's steps. */
  steps: readonly (string | null)[];
  /** The types of all events of the act. */
  types: readonly string[];
}

/** A plain sentence for an act. @param event - the event that began the act */
export function actText(event: Folding<StoryEvent>, telling: Telling): string {
  const { name } = telling;
  switch (event.type) {
    case 'request.submitted':
      return `${asked(event, name)}.`;
    case 'request.refused':
      return `${asked(event, name)}; the request was refused: ${event.data.detail}${repeats(event.data)}`;
    case 'request.unmatched':
      return `${asked(event, name)}; no policy governs this, and access was granted without approval.`;
    case 'approval.decided':
      return decided(event, telling);
    case 'approval.cancelled':
      return `${name} cancelled the request.`;
    case 'approval.expired':
      return 'The request expired before enough people had approved it.';
    case 'access.opened':
      return 'The access window opened.';
    case 'access.checked_out':
      return `${name} checked the access out, until ${event.data.endsAt} at the latest.`;
    case 'access.checked_in':
      return `${name} checked the access in.`;
    case 'access.ended':
      return event.data.reason === 'not-used' ? 'The access ended unused.' : 'The access ended.';
    case 'access.revoked':
      return `${name} revoked the access.`;
    // These begin an act only where their cause is not on record.
    case 'approval.opened':
    case 'approval.approved':
    case 'approval.rejected':
    case 'request.approved':
    case 'request.rejected':
    case 'request.cancelled':
    case 'request.expired':
    case 'access.granted':
      return event.type;
    default:
      return typeOf(event);
  }
}

type Asked = Extract<
  Folding<StoryEvent>,
  { type: 'request.submitted' | 'request.refused' | 'request.unmatched' }
>;

const asked = ({ data: { account, resource } }: Asked, name: string): string =>
  `${name} asked for the account ${account} on ${resource}`;

/** Repeats of the refusal before, which only this event counts. */
function repeats({ count }: RequestRefused['data']): string {
  if (count === 1) return '';
  const times = count === 2 ? 'once more' : `${count - 1} more times`;
  return ` The same was refused ${times} since the refusal before.`;
}

function decided(
  { data: { step, decision } }: Folding<ApprovalDecided>,
  { name, steps, types }: Telling,
): string {
  const stepName = steps[step] ?? null;
  const which = `step ${step + 1}${stepName === null ? '' : ` (${stepName})`}`;
  if (decision.decision === 'reject') return `${name} rejected the request at ${which}.`;
  const whose = decision.selfApproval ? ' of their own request' : '';
  const limit = decision.maxDuration === null ? '' : `, for at most ${decision.maxDuration}`;
  return `${name} approved ${which}${whose}${limit}${completion(types)}.`;
}

/** The consequence of the last approval, as far as it is on record. */
function completion(types: readonly string[]): string {
  if (types.includes('access.granted')) return '; the request was approved, and access was granted';
  return types.includes('approval.approved') ? '; the request was approved' : '';
}

/** Compiles only while every known type has a case. The sentence of an event of another type is its type. */
const typeOf = (unknown: never): string => (unknown as { type: string }).type;
