/** Load and faults of a run that looks for bugs. The product itself must keep its promises under every one of them. */
export interface Scenario {
  name: string;
  /** Kinds of lifecycles; without them all. */
  workload?: readonly string[];
  /** The least number of lifecycles. */
  lifecycles: number;
  /** Kinds of faults, and how many of them, the last of which begins within `overMs`. */
  faults: readonly string[];
  faultCount: number;
  overMs: number;
}

/** People alone, racing each other and the clock. */
export const calm: Scenario = { name: 'calm', lifecycles: 120, faults: [], faultCount: 0, overMs: 0 };

/** Nothing but races, so that many appends are refused. */
export const races: Scenario = {
  name: 'races',
  workload: ['duel', 'same person twice', 'fifty at once', 'same twice', 'cancelled at the end'],
  lifecycles: 150,
  faults: [],
  faultCount: 0,
  overMs: 0,
};

/** People who come at the very moment at which a time is over. */
export const lastMoments: Scenario = {
  name: 'last moments',
  workload: ['expires', 'last moment'],
  lifecycles: 120,
  faults: [],
  faultCount: 0,
  overMs: 0,
};

/** Everybody submits under one policy, which is edited all the time. */
export const editing: Scenario = {
  name: 'editing',
  workload: ['edited policy'],
  lifecycles: 100,
  faults: [],
  faultCount: 0,
  overMs: 0,
};

/** A service may die between any two steps of its work. */
export const crashes: Scenario = {
  name: 'crashes',
  lifecycles: 150,
  faults: ['PostgreSQL killed', 'PostgreSQL cut', 'service killed'],
  faultCount: 9,
  overMs: 20_000,
};

/** The database dies in the middle of everything, with time in between for much to be acknowledged. */
export const databaseLost: Scenario = {
  name: 'database lost',
  lifecycles: 150,
  faults: ['PostgreSQL killed'],
  faultCount: 4,
  overMs: 20_000,
};

/** Process managers get again what they have handled. */
export const redelivery: Scenario = {
  name: 'redelivery',
  lifecycles: 150,
  faults: ['events redelivered'],
  faultCount: 6,
  overMs: 30_000,
};

/** Mirrors are lost, and their server comes and goes. */
export const mirrorsLost: Scenario = {
  name: 'mirrors lost',
  lifecycles: 150,
  faults: ['NATS store deleted', 'NATS killed', 'NATS cut'],
  faultCount: 4,
  overMs: 12_000,
};

/** What was sent arrives, and its sender does not learn of it. */
export const linesLost: Scenario = {
  name: 'lines lost',
  lifecycles: 150,
  faults: ['NATS half-open', 'NATS cut', 'NATS stalled'],
  faultCount: 6,
  overMs: 18_000,
};
