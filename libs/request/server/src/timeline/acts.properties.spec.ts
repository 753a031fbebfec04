import fc from 'fast-check';
import { Refusal } from '@countersign/contracts';
import type { RecordedEventView, TimelineItem } from '@countersign/contracts';
import { alice, bob, callBy, caller, governing, T0 } from '../testing/fixtures.js';
import { memoryService } from '../testing/memory-service.js';
import { actsOf } from './acts.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const approvers = [bob, caller('carol', 'security'), caller('dave', 'security')];

/** One person or deadline does something; time passes before. */
const doing = fc.record({
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constant('approve' as const) },
    { weight: 4, arbitrary: fc.constant('check-out' as const) },
    { weight: 4, arbitrary: fc.constant('elapse' as const) },
    { weight: 2, arbitrary: fc.constantFrom('check-in' as const, 'revoke' as const) },
    fc.constantFrom('reject' as const, 'cancel' as const, 'expire' as const),
  ),
  who: fc.constantFrom(...approvers),
  passes: fc.constantFrom(0, 1, MINUTE, HOUR),
});

const game = fc.record({
  steps: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 3 }),
  startsIn: fc.constantFrom(null, null, HOUR, 3 * HOUR),
  accessStarts: fc.constantFrom('approval' as const, 'check-out' as const),
  aheadMs: fc.constantFrom(0, -90 * MINUTE, -MINUTE, MINUTE, 90 * MINUTE),
  acts: fc.array(doing, { minLength: 3, maxLength: 20 }),
});
type Game = typeof game extends fc.Arbitrary<infer G> ? G : never;

/** The result of a game: both logs, and how many commands of people and deadlines appended an event. */
async function played({ steps, startsIn, accessStarts, aheadMs, acts }: Game) {
  const approvers = [{ type: 'group' as const, id: 'managers' }];
  const policy = governing({
    steps: steps.map((requiredApprovals) => ({ approvers, requiredApprovals })),
    accessStarts,
    ...(accessStarts === 'check-out' && { useBy: 'PT2H' }),
  });
  const service = memoryService({ policy });
  const startsAt = startsIn === null ? {} : { startsAt: new Date(T0.getTime() + startsIn).toISOString() };
  const id = await service.submit(startsAt);
  const appended = async () =>
    (await service.log.head()).position + (await service.approvals.log.head()).position;
  let commands = 1;
  for (const { what, who, passes } of acts) {
    service.clock.advance(passes);
    const isPending = service.approvals.state(id).outcome === null;
    const before = await appended();
    const pending = (act: () => Promise<void>) => () => (isPending ? act() : Promise.resolve());
    const commanded = {
      approve: pending(() => service.decide(id, who)),
      reject: pending(() => service.decide(id, who, 'reject')),
      cancel: pending(() => service.cancel(id, alice)),
      expire: pending(() => service.expire(id)),
      'check-out': () => service.checkingOut.checkOut({ id }, callBy(alice)),
      'check-in': () => service.checkingIn.checkIn({ id }, callBy(alice)),
      revoke: () => service.revoking.revoke({ id, reason: 'enough' }, callBy(alice)),
      elapse: () => service.elapse(id),
    }[what];
    const isRefused = await commanded().then(
      () => false,
      (error: unknown) => {
        if (error instanceof Refusal) return true;
        throw error;
      },
    );
    if (!isRefused && (await appended()) > before) commands++;
  }
  const { request, approval } = await service.logsOf(id, aheadMs);
  return { request, approval, commands, items: actsOf(request, approval) };
}

type Played = Awaited<ReturnType<typeof played>>;

const check = (property: (game: Played) => void): Promise<void> =>
  fc.assert(
    fc.asyncProperty(game, async (one) => property(await played(one))),
    { numRuns: 50 },
  );

const nameOf = ({ log, position }: { log: string; position: number }): string => `${log} ${position}`;
const shownOf = (items: TimelineItem[]): string[] => items.flatMap(({ events }) => events.map(nameOf));

describe('whatever happens to a request, and however far the clocks of the two databases differ', () => {
  it('every event belongs to exactly one act, and no act has an event that is not on record', () =>
    check(({ request, approval, items }) => {
      const recorded = [...request, ...approval].map(nameOf);
      expect(shownOf(items).sort()).toEqual(recorded.sort());
    }));

  it('there are as many acts as people and deadlines did things', () =>
    check(({ items, commands }) => {
      expect(items).toHaveLength(commands);
      for (const { act } of items) expect(act).not.toBe('other');
    }));

  it('acts, and the events of an act, come after what caused them, and keep the order of each log', () =>
    check(({ request, approval, items }) => {
      const shown = shownOf(items);
      const place = (event: RecordedEventView): number => shown.indexOf(nameOf(event));
      for (const log of [request, approval])
        expect(log.map(place)).toEqual(log.map(place).sort((a, b) => a - b));
      const all = [...request, ...approval];
      for (const event of all) {
        const cause = all.find(({ id }) => id === event.causationId);
        if (cause) expect(place(event)).toBeGreaterThan(place(cause));
      }
    }));
});
