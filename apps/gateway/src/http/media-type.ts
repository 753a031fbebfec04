import { Refusal } from '@countersign/contracts';

/** Nothing this endpoint answers with is among what the caller takes (406). */
export class NotAcceptable extends Refusal {
  constructor(offered: readonly string[]) {
    super('not-acceptable', 406, `This can be had as ${offered.join(', ')}.`, { offered: [...offered] });
  }
}

interface Range {
  type: string;
  quality: number;
}

/**
 * Which of the media types offered the caller likes best (RFC 9110, section 12.5.1): the highest quality, then the
 * one that was named most exactly, then the first offered.
 * @throws NotAcceptable when none will do
 */
export function preferredType<T extends string>(accept: string | undefined, offered: readonly T[]): T {
  const ranges = (accept?.trim() || '*/*').split(',').map(rangeOf);
  const rated = offered.map((type) => ({ type, ...bestMatch(type, ranges) }));
  const [best] = rated
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || b.exactness - a.exactness);
  if (!best) throw new NotAcceptable(offered);
  return best.type;
}

function rangeOf(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const quality = weight === undefined ? 1 : Number(weight);
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}

/** The most exact range that names the type decides on its quality. */
function bestMatch(type: string, ranges: Range[]): { exactness: number; quality: number } {
  const names = ['*/*', `${type.split('/', 1)[0]}/*`, type];
  const matches = ranges.map((range) => ({ exactness: names.indexOf(range.type), quality: range.quality }));
  return matches.reduce((best, one) => (one.exactness > best.exactness ? one : best), {
    exactness: -1,
    quality: 0,
  });
}
