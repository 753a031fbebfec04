/** Load and faults of a run that looks for bugs. The product itself must keep its promises under every one of them. */
export interface Scenario {
  name: string;
  /** Kinds of lifecycles; by default all. */
  workload?: readonly string[];
  /** The least number of lifecycles. */
  lifecycles: number;
  /** Kinds of faults, and their number; the last begins within `overMs`. */
  faults: readonly string[];
  faultCount: number;
  overMs: number;
}

/** No faults: people race each other and the clock. */
export const calm: Scenario = { name: 'calm', lifecycles: 120, faults: [], faultCount: 0, overMs: 0 };

/** Only races, so that many appends are refused. */
export const races: Scenario = {
  name: 'races',
  workload: ['duel', 'same person twice', 'fifty at once', 'same twice', 'cancelled at the end'],
  lifecycles: 150,
  faults: [],
  faultCount: 0,
  overMs: 0,
};

/** People who act exactly when a time is over. */
export const lastMoments: Scenario = {
  name: 'last moments',
  workload: ['expires', 'last moment'],
  lifecycles: 120,
  faults: [],
  faultCount: 0,
  overMs: 0,
};

/** Everybody submits under one policy, which is edited continuously. */
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

/** The database dies at random moments, with enough time in between for many acknowledgements. */
export const databaseLost: Scenario = {
  name: 'database lost',
  lifecycles: 150,
  faults: ['PostgreSQL killed'],
  faultCount: 4,
  overMs: 20_000,
};

/** Process managers receive events again that they have handled. */
export const redelivery: Scenario = {
  name: 'redelivery',
  lifecycles: 150,
  faults: ['events redelivered'],
  faultCount: 6,
  overMs: 30_000,
};

/** Mirrors are lost, and their server stops and starts. */
export const mirrorsLost: Scenario = {
  name: 'mirrors lost',
  lifecycles: 150,
  faults: ['NATS store deleted', 'NATS killed', 'NATS cut'],
  faultCount: 4,
  overMs: 12_000,
};

/** Messages arrive, but the sender gets no answer. */
export const linesLost: Scenario = {
  name: 'lines lost',
  lifecycles: 150,
  faults: ['NATS half-open', 'NATS cut', 'NATS stalled'],
  faultCount: 6,
  overMs: 18_000,
};
