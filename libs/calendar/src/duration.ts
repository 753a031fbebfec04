import { Unreadable } from './unreadable.js';

/** API, console and command line say this of a text that is no duration. */
export const UNREADABLE_DURATION =
  'must be a duration such as PT1H30M; the console and the command line also take 1h30m';
const VARIABLE_LENGTH = 'must not have years or months: their length varies';
const TOO_FINE = 'must not be finer than a millisecond';
const EARLY_FRACTION = 'may have a fraction only in its last unit';
const NO_UNIT = 'must name its unit: w, d, h, m or s';
const WRONG_ORDER = 'must name each unit once, the largest first';
const GROUPED = 'must have a point before three decimals: a comma there could separate thousands';

/**
 * ISO 8601 durations of weeks, days, hours, minutes and seconds. The standard allows a comma or a point before decimals.
 * {@link durationMs} checks what this pattern cannot say.
 */
export const ISO_DURATION =
  /^P(?=.)(?:(\d{1,6}(?:[.,]\d{1,6})?)W)?(?:(\d{1,6}(?:[.,]\d{1,6})?)D)?(?:T(?=.)(?:(\d{1,8}(?:[.,]\d{1,6})?)H)?(?:(\d{1,8}(?:[.,]\d{1,6})?)M)?(?:(\d{1,10}(?:[.,]\d{1,6})?)S)?)?$/;
const UNITS_MS: readonly number[] = [604_800_000, 86_400_000, 3_600_000, 60_000, 1_000];

/**
 * Milliseconds of an ISO 8601 duration: `PT1H30M` and `PT1.5H` are 5,400,000.
 * Years and months are refused: they have no fixed length.
 * @throws Unreadable
 */
export function durationMs(iso: string): number {
  const match = ISO_DURATION.exec(iso);
  if (!match) throw new Unreadable(/^P[^T]*\d[YM]/.test(iso) ? VARIABLE_LENGTH : UNREADABLE_DURATION);
  const pieces = UNITS_MS.flatMap((unit, i) => {
    const amount = match[i + 1];
    return amount === undefined ? [] : [{ amount, unit }];
  });
  return sumOf(pieces);
}

/** Seconds of an ISO 8601 duration, exact to the millisecond: `PT1H30M` is 5400. @throws Unreadable */
export function durationSeconds(iso: string): number {
  return durationMs(iso) / 1000;
}

/**
 * The shortest ISO 8601 text of a number of seconds, in days, hours, minutes and seconds: 5400 is `PT1H30M`, 1.5 is
 * `PT1.5S`. Rounded to milliseconds.
 */
export function formatDuration(seconds: number): string {
  const ms = Math.round(seconds * 1000);
  const d = Math.floor(ms / 86_400_000);
  const h = Math.floor(ms / 3_600_000) % 24;
  const m = Math.floor(ms / 60_000) % 60;
  const s = (ms % 60_000) / 1000;
  const time = `${h ? `${h}H` : ''}${m ? `${m}M` : ''}${s ? `${s}S` : ''}`;
  return d || time ? `P${d ? `${d}D` : ''}${time ? `T${time}` : ''}` : 'PT0S';
}

/**
 * How an ISO 8601 duration is recorded: without a fraction as it was written, so that a client that writes `PT24H` reads
 * `PT24H` back; with a fraction in its shortest form, so that `PT0.5H`, `PT0,5H` and `PT0.50H` are all `PT30M`.
 * @throws Unreadable
 */
export function storedDuration(iso: string): string {
  return /[.,]/.test(iso) ? formatDuration(durationSeconds(iso)) : iso;
}

const WORDS: ReadonlyMap<string, number> = new Map(
  [
    'w wk wks week weeks',
    'd day days',
    'h hr hrs hour hours',
    'm min mins minute minutes',
    's sec secs second seconds',
  ].flatMap((words, i) => words.split(' ').map((word) => [word, UNITS_MS[i] ?? 0] as const)),
);
const VARIABLE_WORDS = /\d\s*(?:y|yrs?|years?|mo|mos|months?)(?![a-z])/;
const CLOCK = /^(\d{1,3}):([0-5]\d)$/;
const PIECE = /(\d{1,10}(?:[.,]\d{1,6})?)\s*([a-z]*)\s*(?:and\s+)?/y;

/**
 * The ISO 8601 form of a duration as people write it: `90m`, `1h30m`, `1h30`, `1.5 hours`, `1w`, `2 days`, `1:30`, or ISO
 * 8601 in either case. A number without a unit takes the unit below the previous one (`1h30`); alone it has no meaning.
 * A comma may stand for the point of a fraction, but not before three digits.
 * @throws Unreadable
 */
export function readDuration(written: string): string {
  const text = written.trim().toLowerCase();
  if (text.startsWith('p')) {
    const iso = text.toUpperCase();
    durationMs(iso);
    return storedDuration(iso);
  }
  return formatDuration(writtenMs(text) / 1000);
}

function writtenMs(text: string): number {
  const clock = CLOCK.exec(text);
  if (clock) return Number(clock[1]) * 3_600_000 + Number(clock[2]) * 60_000;
  if (VARIABLE_WORDS.test(text)) throw new Unreadable(VARIABLE_LENGTH);
  if (/,\d{3}(?!\d)/.test(text)) throw new Unreadable(GROUPED);
  return sumOf(piecesOf(text));
}

interface Piece {
  /** A decimal number; its fraction begins with a point or a comma. */
  amount: string;
  /** In milliseconds. */
  unit: number;
}

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let before: number | null = null;
  for (let end = 0; end < text.length || end === 0;) {
    PIECE.lastIndex = end;
    const match: RegExpExecArray | null = PIECE.exec(text);
    const [whole = '', amount = '', word = ''] = match ?? [];
    const unit: number | undefined = word === '' && match ? smaller(before) : WORDS.get(word);
    if (unit === undefined) throw new Unreadable(UNREADABLE_DURATION);
    if (before !== null && unit >= before) throw new Unreadable(WRONG_ORDER);
    pieces.push({ amount, unit });
    before = unit;
    end += whole.length;
  }
  return pieces;
}

/** The unit of a number without a unit. */
function smaller(before: number | null): number | undefined {
  if (before === null) throw new Unreadable(NO_UNIT);
  return UNITS_MS.find((unit) => unit < before);
}

/** @throws Unreadable when a piece before the last has a fraction, or the sum is finer than a millisecond */
function sumOf(pieces: readonly Piece[]): number {
  if (pieces.slice(0, -1).some(({ amount }) => /[.,]/.test(amount))) throw new Unreadable(EARLY_FRACTION);
  return pieces.reduce((sum, piece) => sum + msOf(piece), 0);
}

/** In whole numbers, because 0.1 is not exact in binary. At most six decimals, so that no number exceeds 2^53. */
function msOf({ amount, unit }: Piece): number {
  const [whole = '', decimals = ''] = amount.split(/[.,]/);
  const scale = 10 ** decimals.length;
  const fraction = Number(decimals) * unit;
  if (fraction % scale !== 0) throw new Unreadable(TOO_FINE);
  return Number(whole) * unit + fraction / scale;
}
