import { InvalidArgumentError } from 'commander';

/** Parses a page size. @throws InvalidArgumentError */
export function pageSize(text: string): number {
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1 || size > 200)
    throw new InvalidArgumentError('It must be a number from 1 to 200.');
  return size;
}

const SHORT_DURATION = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/i;

/**
 * A duration as people write it, `1h30m`, or in ISO 8601, which is what the server takes. Pure.
 * @throws InvalidArgumentError
 */
export function isoDuration(text: string): string {
  if (/^p/i.test(text)) return text.toUpperCase();
  const [, d, h, m, s] = SHORT_DURATION.exec(text) ?? [];
  if (!(d ?? h ?? m ?? s)) throw new InvalidArgumentError('Write it like 1h30m, or PT1H30M.');
  const days = d ? `${d}D` : '';
  const time = [h && `${h}H`, m && `${m}M`, s && `${s}S`].filter(Boolean).join('');
  return `P${days}${time ? `T${time}` : ''}`;
}

/** Gathers the values of a repeatable option. */
export const several = (text: string, before: readonly string[] = []): string[] => [...before, text];

/** The options that were given: a missing option must not become an empty filter. */
export function given<T extends object>(options: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined && value !== null),
  ) as {
    [Key in keyof T]?: NonNullable<T[Key]>;
  };
}
