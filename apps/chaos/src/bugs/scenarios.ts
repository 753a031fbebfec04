/** Load and faults of a run that looks for bugs. The product itself must keep its promises under every one of them. */
export interface Scenario {
  name: string;
  /** Kinds of lifecycles; without them all. */
  workload?: readonly string[];
  /** At least so many. */
  lifecycles: number;
  /** Kinds of faults, and how many of them, the last of which begins within `overMs`. */
  faults: readonly string[];
  faultCount: number;
  overMs: number;
}

/** People alone, racing each other and the clock. */
export const calm: Scenario = { name: 'calm', lifecycles: 150, faults: [], faultCount: 0, overMs: 0 };

/** Whoever is at work may be gone between two of its steps. */
export const crashes: Scenario = {
  name: 'crashes',
  lifecycles: 150,
  faults: ['PostgreSQL killed', 'PostgreSQL cut', 'service killed'],
  faultCount: 9,
  overMs: 20_000,
};

/** Process managers get again what they have handled. */
export const redelivery: Scenario = {
  name: 'redelivery',
  lifecycles: 150,
  faults: ['events redelivered'],
  faultCount: 3,
  overMs: 12_000,
};

/** Mirrors are lost, interrupted and taken over. */
export const mirrorsLost: Scenario = {
  name: 'mirrors lost',
  lifecycles: 150,
  faults: ['NATS store deleted', 'NATS killed', 'NATS cut', 'leaders changed', 'messages duplicated'],
  faultCount: 5,
  overMs: 15_000,
};
