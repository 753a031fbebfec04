/** Load and faults of a run that looks for one bug. A healthy build must find nothing under any of them. */
export interface Scenario {
  name: string;
  /** Kinds of lifecycles; without them all. */
  kinds?: readonly string[];
  /** Kinds of faults, in turn; none: nothing goes wrong but what people do. */
  faults: readonly string[];
  /** How many faults there are. */
  faultCount: number;
  /** How long people are at it. */
  seconds: number;
}

/** People alone, racing each other. */
export const calm: Scenario = { name: 'calm', faults: [], faultCount: 0, seconds: 12 };
