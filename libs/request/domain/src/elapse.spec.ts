import { accessOf, atCheckOut } from './testing/accesses.js';
import { ABOUT, at, HOUR, iso } from './testing/fixtures.js';
import { checkingOut, elapsing, given, TICKET_ID } from './testing/given.js';
import type { Given } from './testing/given.js';

const scheduled = () => given(accessOf({ body: { startsAt: iso(3 * HOUR) } }));
const unused = () => given(accessOf({ policy: atCheckOut }));
const recorded = (past: Given, ms: number) => past.when(elapsing(at(ms))).events.map(({ data }) => data);

describe('the start of a window that was granted ahead', () => {
  it.each([
    ['1 ms before', 3 * HOUR - 1, []],
    ['at', 3 * HOUR, [{ ...ABOUT, at: iso(3 * HOUR), endsAt: iso(4 * HOUR) }]],
    ['1 ms after', 3 * HOUR + 1, [{ ...ABOUT, at: iso(3 * HOUR), endsAt: iso(4 * HOUR) }]],
  ])('is recorded at its time, %s it', (_, now, data) => {
    expect(recorded(scheduled(), now)).toEqual(data);
  });

  it('is recorded once', () => {
    expect(recorded(scheduled().and(elapsing(at(3 * HOUR))), 3 * HOUR)).toEqual([]);
  });

  it('is not recorded if the window began with its grant, or if the access is in use', () => {
    expect(recorded(given(accessOf()), HOUR)).toEqual([]);
    const used = scheduled().and(checkingOut(undefined, at(3 * HOUR)));
    expect(recorded(used, 3 * HOUR + 1)).toEqual([]);
  });

  it('is skipped if the end has come by then', () => {
    expect(scheduled().when(elapsing(at(4 * HOUR))).told).toBe('access.ended');
  });
});

describe('the end of an access', () => {
  const over = { ...ABOUT, at: iso(2 * HOUR), reason: 'window-over' };
  const used = () => given(accessOf()).and(checkingOut());

  it.each([
    ['1 ms before', 2 * HOUR - 1, []],
    ['at', 2 * HOUR, [{ ...over, ticketId: TICKET_ID }]],
    ['a day after', 26 * HOUR, [{ ...over, ticketId: TICKET_ID }]],
  ])('is recorded at its time, however late it was noticed: %s it', (_, now, data) => {
    expect(recorded(used(), now)).toEqual(data);
  });

  it('is recorded once', () => {
    expect(recorded(used().and(elapsing(at(2 * HOUR))), 2 * HOUR)).toEqual([]);
  });

  it('names no check-out if there was none', () => {
    expect(recorded(given(accessOf()), 2 * HOUR)).toEqual([{ ...over, ticketId: null }]);
  });
});

describe('an access whose clock starts at check-out', () => {
  const notUsed = { ...ABOUT, ticketId: null, at: iso(3 * HOUR), reason: 'not-used' };

  it.each([
    ['1 ms before', 3 * HOUR - 1, []],
    ['at', 3 * HOUR, [notUsed]],
    ['1 ms after', 3 * HOUR + 1, [notUsed]],
  ])('ends unused at useBy: %s it', (_, now, data) => {
    expect(recorded(unused(), now)).toEqual(data);
  });

  it('ends like any other access once it was used', () => {
    const used = unused().and(checkingOut(undefined, at(3 * HOUR - 1)));
    expect(recorded(used, 4 * HOUR - 2)).toEqual([]);
    expect(recorded(used, 4 * HOUR - 1)).toMatchObject([{ at: iso(4 * HOUR - 1), reason: 'window-over' }]);
  });
});
