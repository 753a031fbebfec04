/** The name of a leadership. */
export interface LeaseName {
  /**
   * `relay`: of a log. `consumer`: one per consumer and log. `rebuild`: of a projection. `deadlines`: of the deadline
   * keeper.
   */
  kind: 'relay' | 'consumer' | 'rebuild' | 'deadlines';
  name: string;
}

/** A held lease. */
export interface Lease {
  /** Aborts when the lease is lost, or may have been lost. */
  readonly lost: AbortSignal;
  /** Gives the lease back, so that another instance can take it at once. */
  release(): Promise<void>;
}

/** How the parts of a service become leaders. */
export interface Leadership {
  /**
   * Takes a lease if it is free; undefined if another process holds it, or if `signal` aborts. For a lease that another
   * process held at the last look, the answer takes up to a second.
   * @throws an error of the connection if PostgreSQL does not answer
   */
  tryAcquire(lease: LeaseName, signal?: AbortSignal): Promise<Lease | undefined>;
  /** Calls the listener whenever the connection is lost, whether or not it holds a lease. */
  onLost(listener: () => void): void;
}
