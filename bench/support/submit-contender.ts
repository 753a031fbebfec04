/** A running contender: its gateway, and the processes behind it. */
export interface Submitting {
  port: number;
  /** A token for each person. */
  tokens: string[];
  /** Process ids by name. */
  processes: Record<string, number[]>;
  /** Resolves when all consequences of the submissions are done. */
  settled: () => Promise<void>;
  /** Bytes of write-ahead log that PostgreSQL has written so far; 0 without PostgreSQL. */
  wal: () => Promise<number>;
  stop: () => Promise<void>;
}

/** Starts a contender with empty data. */
export type SubmitContender = () => Promise<Submitting>;
