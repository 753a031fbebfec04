import { Refusal } from '@countersign/contracts';

/** The caller accepts none of the media types of this endpoint (406). */
export class NotAcceptable extends Refusal {
  constructor(offered: readonly string[]) {
    super('not-acceptable', 406, `This is available as ${offered.join(', ')}.`, { offered: [...offered] });
  }
}

interface Range {
  type: string;
  quality: number;
}

/**
 * The offered media type that the caller prefers (RFC 9110, section 12.5.1): by the highest quality, then by the most
 * specific range, then by the order of the offer.
 * @throws NotAcceptable when the caller accepts none of them
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

/** The most specific range that matches the type gives its quality. */
function bestMatch(type: string, ranges: Range[]): { exactness: number; quality: number } {
  const names = ['*/*', `${type.split('/', 1)[0]}/*`, type];
  const matches = ranges.map((range) => ({ exactness: names.indexOf(range.type), quality: range.quality }));
  return matches.reduce((best, match) => (match.exactness > best.exactness ? match : best), {
    exactness: -1,
    quality: 0,
  });
}
