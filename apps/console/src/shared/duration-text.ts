const ISO = /^P(?=.)(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=.)(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,10})S)?)?$/;
const UNIT_SECONDS = [604_800, 86_400, 3_600, 60, 1];

/** Seconds of an ISO 8601 duration as the API writes it (no months or years); null for any other text. */
export function isoSeconds(iso: string): number | null {
  const match = ISO.exec(iso);
  return match && UNIT_SECONDS.reduce((sum, unit, i) => sum + unit * Number(match[i + 1] ?? 0), 0);
}

const parts = (seconds: number): [number, number, number, number] => [
  Math.floor(seconds / 86_400),
  Math.floor(seconds / 3_600) % 24,
  Math.floor(seconds / 60) % 60,
  seconds % 60,
];

/** ISO 8601 of whole seconds: 5400 is `PT1H30M`. */
export function isoOf(seconds: number): string {
  const [d, h, m, s] = parts(seconds);
  const time = `${h ? `${h}H` : ''}${m ? `${m}M` : ''}${s ? `${s}S` : ''}`;
  return d || time ? `P${d ? `${d}D` : ''}${time ? `T${time}` : ''}` : 'PT0S';
}

/** Seconds in words: 5400 is "1 h 30 min". */
export function durationText(seconds: number): string {
  const [d, h, m, s] = parts(Math.max(0, Math.round(seconds)));
  const words = [d && `${d} ${d === 1 ? 'day' : 'days'}`, h && `${h} h`, m && `${m} min`, s && `${s} s`];
  return words.filter(Boolean).join(' ') || '0 s';
}

/** An ISO 8601 duration in words; any other text stays as it is. */
export function isoText(iso: string): string {
  const seconds = isoSeconds(iso);
  return seconds === null ? iso : durationText(seconds);
}

const WORDS: Record<string, number> = {
  s: 1,
  sec: 1,
  secs: 1,
  second: 1,
  seconds: 1,
  m: 60,
  min: 60,
  mins: 60,
  minute: 60,
  minutes: 60,
  h: 3600,
  hr: 3600,
  hrs: 3600,
  hour: 3600,
  hours: 3600,
  d: 86_400,
  day: 86_400,
  days: 86_400,
  w: 604_800,
  wk: 604_800,
  week: 604_800,
  weeks: 604_800,
};
const PIECE = /(\d+(?:[.,]\d+)?)\s*([a-z]*)\s*(?:and\s+)?/y;

/**
 * Seconds of a duration as people write it: "90 min", "1h30", "1.5 hours", "2 days", "1:30", "PT1H30M"; null when it
 * cannot be read. A number without a unit takes the unit below the previous one ("1h30"); alone it has no meaning.
 */
export function readDuration(written: string): number | null {
  const text = written.trim().toLowerCase();
  const clock = /^(\d{1,3}):([0-5]\d)$/.exec(text);
  if (clock) return Number(clock[1]) * 3600 + Number(clock[2]) * 60;
  return isoSeconds(text.toUpperCase()) ?? readPieces(text);
}

function readPieces(text: string): number | null {
  let sum = 0;
  let before = 0;
  let end = 0;
  while (end < text.length) {
    PIECE.lastIndex = end;
    const [whole = '', amount = '', word = ''] = PIECE.exec(text) ?? [];
    const unit = word === '' ? nextSmaller(before) : Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
    if (whole === '' || unit === undefined || (before > 0 && unit >= before)) return null;
    sum += Number(amount.replace(',', '.')) * unit;
    before = unit;
    end += whole.length;
  }
  return end === 0 ? null : Math.round(sum);
}

const nextSmaller = (unit: number): number | undefined => UNIT_SECONDS.find((smaller) => smaller < unit);

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** Time left, to the second under an hour, to the minute under a day, else to the hour; null when none is left. */
export function leftText(ms: number): string | null {
  const seconds = Math.ceil(ms / 1000);
  if (seconds <= 0) return null;
  const unit = seconds < HOUR ? 1 : seconds < DAY ? MINUTE : HOUR;
  return durationText(seconds - (seconds % unit));
}
