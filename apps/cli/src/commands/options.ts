import { InvalidArgumentError } from 'commander';

/** Parses a page size. @throws InvalidArgumentError */
export function pageSize(text: string): number {
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1 || size > 200) throw new InvalidArgumentError('It is 1 to 200.');
  return size;
}

/** Gathers an option that may be given several times. */
export const several = (text: string, before: readonly string[] = []): string[] => [...before, text];

/** Members that are given: an option that is missing must not become an empty filter. */
export function given<T extends object>(options: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined && value !== null),
  ) as {
    [Key in keyof T]?: NonNullable<T[Key]>;
  };
}
