const hasCode = (error: unknown, code: string): boolean =>
  (error as { code?: unknown } | null)?.code === code;

/** The file or folder does not exist. */
export const isMissing = (error: unknown): boolean => hasCode(error, 'ENOENT');

/** The file or folder is there already. */
export const isTaken = (error: unknown): boolean => hasCode(error, 'EEXIST');
