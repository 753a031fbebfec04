/** A gateway to submit to, and everything that works for it. */
export interface Submitting {
  port: number;
  /** One per person. */
  tokens: string[];
  /** Process ids by name. */
  processes: Record<string, number[]>;
  /** Resolves when everything that the submissions cause is done. */
  settled: () => Promise<void>;
  /** Bytes of write-ahead log that PostgreSQL has written so far; 0 where there is no PostgreSQL. */
  wal: () => Promise<number>;
  stop: () => Promise<void>;
}

/** Starts with empty data. */
export type SubmitContender = () => Promise<Submitting>;
