/** Load and faults of a run that looks for bugs. The product itself must keep its promises under every one of them. */
export interface Scenario {
  name: string;
  /** Kinds of lifecycles; without them all. */
  kinds?: readonly string[];
  /** Kinds of faults. */
  faults: readonly string[];
  faultCount: number;
  /** How long people are at it. */
  seconds: number;
}

/** People alone, racing each other and the clock. */
export const calm: Scenario = { name: 'calm', faults: [], faultCount: 0, seconds: 12 };

/** Whoever is at work may be gone between two of its steps. */
export const crashes: Scenario = {
  name: 'crashes',
  faults: ['PostgreSQL killed', 'PostgreSQL cut', 'service killed'],
  faultCount: 9,
  seconds: 20,
};

/** Process managers get again what they have handled. */
export const redelivery: Scenario = {
  name: 'redelivery',
  faults: ['events redelivered'],
  faultCount: 3,
  seconds: 12,
};

/** Mirrors are lost, interrupted and taken over. */
export const mirrorsLost: Scenario = {
  name: 'mirrors lost',
  faults: ['NATS store deleted', 'NATS killed', 'NATS cut', 'leaders changed', 'messages duplicated'],
  faultCount: 5,
  seconds: 15,
};
