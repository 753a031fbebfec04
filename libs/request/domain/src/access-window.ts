import { durationSeconds } from '@countersign/contracts';
import type { AccessGranted, GoverningPolicy, RequestTerms } from '@countersign/contracts';

/** The window in which an access may be used; both ends are instants, the duration is ISO 8601. */
export type Window = Pick<
  AccessGranted['data'],
  'startsAt' | 'endsAt' | 'duration' | 'accessStarts' | 'scheduled'
>;

/** What a window is made from. */
export interface WindowAsked {
  /** When it was approved, and for how long at most. */
  approved: { at: string; duration: string };
  facts: Pick<RequestTerms, 'startsAt'>;
  /** Null where no policy governs. */
  policy: GoverningPolicy | null;
}

/**
 * rules.md#access-window: start = the later of the grant and `startsAt`; end = (`startsAt` or start) + the shortest duration. The
 * approval has seen to it that something is left; if a window passed while the grant was late, it is recorded as it
 * was approved, and is over. Where the clock starts at check-out, the end is until then the last instant for it.
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

/** An instant so much later. @param duration - ISO 8601 */
export function after(time: number, duration: string): string {
  return iso(time + 1000 * durationSeconds(duration));
}

/** Within which time of its start an access must be checked out; null where its clock starts with the approval. */
function useByOf(policy: GoverningPolicy | null): string | null {
  if (policy?.content.accessStarts !== 'check-out') return null;
  if (policy.content.useBy === undefined) throw new Error('a policy without useBy cannot start at check-out');
  return policy.content.useBy;
}

const iso = (time: number): string => new Date(time).toISOString();
