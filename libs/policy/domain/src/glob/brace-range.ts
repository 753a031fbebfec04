import { GlobSyntaxError } from './glob-syntax-error.js';

const RANGE = /\{([^{},[\]]*)\}/y;
const NUMBER = /^-?\d{1,9}$/;

/**
 * The range that begins at a `{`, with how many values it stands for; undefined when it is no range but alternatives.
 * @throws GlobSyntaxError on a text with `..` that is neither numbers nor letters of one case
 */
export function rangeAt(pattern: string, open: number): { count: number; end: number } | undefined {
  RANGE.lastIndex = open;
  const inside = RANGE.exec(pattern)?.[1];
  if (!inside?.includes('..')) return undefined;
  return { count: countRange(inside), end: open + inside.length + 2 };
}

function countRange(inside: string): number {
  const [from = '', to = '', step = '1', ...more] = inside.split('..');
  const ends = boundsOf(from, to);
  if (!ends || !NUMBER.test(step) || Number(step) === 0 || more.length) {
    throw new GlobSyntaxError(`has a range that is none: {${inside}}`);
  }
  return Math.floor(Math.abs(ends[1] - ends[0]) / Math.abs(Number(step))) + 1;
}

function boundsOf(from: string, to: string): [number, number] | undefined {
  if (NUMBER.test(from) && NUMBER.test(to)) return [Number(from), Number(to)];
  const letters = from + to;
  const sameCase = /^[a-z]{2}$/.test(letters) || /^[A-Z]{2}$/.test(letters);
  return sameCase && from.length === 1 ? [from.charCodeAt(0), to.charCodeAt(0)] : undefined;
}
