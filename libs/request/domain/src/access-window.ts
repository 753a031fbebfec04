import { durationMs } from '@countersign/contracts';
import type { AccessGranted, GoverningPolicy, RequestTerms } from '@countersign/contracts';

/** The window in which an access may be used; both ends are instants, the duration is ISO 8601. */
export type Window = Pick<
  AccessGranted['data'],
  'startsAt' | 'endsAt' | 'duration' | 'accessStarts' | 'scheduled'
>;

/** What determines a window. */
interface WindowAsked {
  /** When it was approved, and for how long at most. */
  approved: { at: string; duration: string };
  facts: Pick<RequestTerms, 'startsAt'>;
  /** Null where no policy governs. */
  policy: GoverningPolicy | null;
}

/**
 * rules.md#access-window: start = the later of the grant and `startsAt`; end = (`startsAt` or start) + the shortest
 * duration. The approval has checked that time is left. If the window passes before a late grant, it is recorded as
 * approved and is over. Where the clock starts at check-out, the end is the last instant for the check-out until then.
 */
export function accessWindow({ approved, facts, policy }: WindowAsked, now: Date): Window {
  const { duration } = approved;
  const asked = facts.startsAt === null ? null : Date.parse(facts.startsAt);
  const granted = Math.max(now.getTime(), Date.parse(approved.at));
  const scheduled = asked !== null && asked > granted;
  const useBy = useByOf(policy);
  if (useBy !== null) {
    const start = Math.max(granted, asked ?? 0);
    return {
      startsAt: iso(start),
      endsAt: after(start, useBy),
      duration,
      accessStarts: 'check-out',
      scheduled,
    };
  }
  const late = asked !== null && granted >= Date.parse(after(asked, duration));
  const start = Math.max(late ? Date.parse(approved.at) : granted, asked ?? 0);
  const endsAt = after(asked ?? start, duration);
  return { startsAt: iso(start), endsAt, duration, accessStarts: 'approval', scheduled };
}

/** The instant `duration` (ISO 8601) after a time. */
export function after(time: number, duration: string): string {
  return iso(time + durationMs(duration));
}

/** How soon after its start an access must be checked out; null if its clock starts with the approval. */
function useByOf(policy: GoverningPolicy | null): string | null {
  if (policy?.content.accessStarts !== 'check-out') return null;
  if (policy.content.useBy === undefined) throw new Error('a policy without useBy cannot start at check-out');
  return policy.content.useBy;
}

const iso = (time: number): string => new Date(time).toISOString();
