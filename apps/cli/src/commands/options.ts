import { problemIn, readDuration, readInstant } from '@countersign/calendar';
import { InvalidArgumentError } from 'commander';

/** Parses a page size. @throws InvalidArgumentError */
export function pageSize(text: string): number {
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1 || size > 200)
    throw new InvalidArgumentError('It must be a number from 1 to 200.');
  return size;
}

/** A duration as people write it, `1h30m`, in ISO 8601. @throws InvalidArgumentError */
export const isoDuration = (text: string): string => valid(() => readDuration(text));

/** A time as people write it, by the clocks of this machine, in RFC 3339. @throws InvalidArgumentError */
export function instant(text: string): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return valid(() => readInstant(text, timeZone));
}

/** What was read; the API and the console say the same of a text that cannot be read. */
function valid(read: () => string): string {
  const problem = problemIn(read);
  if (problem !== null) throw new InvalidArgumentError(`It ${problem}.`);
  return read();
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
