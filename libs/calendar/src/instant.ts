import { Unreadable } from './unreadable.js';
import { instantsAt, isDay, offsetAt, startOfDay } from './zone.js';

/** API, console and command line say this of a text that is no time. */
export const UNREADABLE_TIME =
  'must be a time such as 2026-01-31T22:00:00+01:00; the console and the command line also take 2026-01-31 22:00';
const NO_SUCH_DAY = 'must be a day of the calendar';
const OUT_OF_YEARS = 'must be in the years 1 to 9999 in UTC';

const DAY = /^\d{4}-\d\d-\d\d$/;
const TIME =
  /^(\d{4}-\d\d-\d\d)(?:t|\s+)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(?:(z|utc)|([+-])(\d{1,2})(?::?(\d\d))?)?$/;
const FIRST_MS = Date.parse('0001-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * A time as people write it, RFC 3339 in UTC with milliseconds: RFC 3339 in either case, also with a blank for the `T`,
 * without seconds, or with a shortened offset (`+2`, `+0200`). Without an offset it is a time of the zone; a day alone is its
 * first instant there. Digits finer than a millisecond are dropped.
 * @throws Unreadable, also for a local time that the zone leaves out, or that it has twice
 */
export function readInstant(written: string, zone: string): string {
  const text = written.trim().toLowerCase();
  const match = TIME.exec(text);
  const day = match?.[1] ?? text;
  if (!match && !DAY.test(text)) throw new Unreadable(UNREADABLE_TIME);
  if (!isDay(day)) throw new Unreadable(NO_SUCH_DAY);
  return match ? instantOf(match, zone) : assertInYears(startOfDay(day, zone));
}

function instantOf(match: RegExpExecArray, zone: string): string {
  const [, day = '', hour = '', minute = '', second = '0', fraction = '', utc, sign, hours, minutes] = match;
  const time =
    clockMs(Number(hour), Number(minute), Number(second)) + Number(fraction.padEnd(3, '0').slice(0, 3));
  const local = Date.parse(`${day}T00:00:00Z`) + time;
  if (utc !== undefined) return iso(local);
  if (sign === undefined) return iso(onlyInstant(local, zone));
  const offset = clockMs(Number(hours), Number(minutes ?? 0), 0);
  return iso(local - (sign === '-' ? -offset : offset));
}

/** @throws Unreadable for a time that no clock shows; RFC 3339's leap second has no place in a JavaScript date */
function clockMs(hour: number, minute: number, second: number): number {
  if (hour > 23 || minute > 59 || second > 59) throw new Unreadable(UNREADABLE_TIME);
  return ((hour * 60 + minute) * 60 + second) * 1000;
}

/** To guess which of two instants was meant, or what a time that never comes should mean, could open an access an hour early. */
function onlyInstant(local: number, zone: string): number {
  const [only, second] = instantsAt(local, zone);
  if (only === undefined)
    throw new Unreadable(`must be a time that exists in ${zone}: its clocks go forward past this one`);
  if (second === undefined) return only;
  const choice = [only, second].map((at) => offsetText(offsetAt(at, zone))).join(' or ');
  throw new Unreadable(`must have an offset, ${choice}: clocks in ${zone} show this time twice`);
}

function iso(instant: number): string {
  if (instant < FIRST_MS || instant > LAST_MS) throw new Unreadable(OUT_OF_YEARS);
  return new Date(instant).toISOString();
}

/** @returns the instant, RFC 3339 in UTC with milliseconds. @throws Unreadable outside the years that RFC 3339 and PostgreSQL share */
export function assertInYears(rfc3339: string): string {
  return iso(Date.parse(rfc3339));
}

/** `+01:00`, with seconds only where a zone has them. */
function offsetText(offset: number): string {
  const clock = new Date(Math.abs(offset)).toISOString().slice(11, 19);
  return `${offset < 0 ? '-' : '+'}${clock.endsWith(':00') ? clock.slice(0, 5) : clock}`;
}
