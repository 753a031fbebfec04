import type { JsonObject } from '@countersign/contracts';

/** Brings one event type's data from one schema version to the next. Pure. */
export interface Upcast {
  type: string;
  /** The schema version it reads; it writes `from + 1`. */
  from: number;
  up(data: JsonObject): JsonObject;
}

/** An event's data with the schema version it is in. */
export interface VersionedData {
  schemaVersion: number;
  data: JsonObject;
}

/** Old events are never rewritten: readers see them in the newest schema through this. */
export interface Upcaster {
  /** The newest schema version of a type: 1 unless upcasts lead further. */
  newest(type: string): number;
  /**
   * The data in the newest schema this build knows. Types it does not know, and versions newer than it knows
   * (written by a newer build beside it), pass through untouched.
   */
  upcast(type: string, versioned: VersionedData): VersionedData;
}

/**
 * An upcaster of a list of steps, in any order.
 * @throws Error when the steps of a type do not lead from version 1 on without gap or fork
 */
export function createUpcaster(upcasts: readonly Upcast[]): Upcaster {
  const chains = chainsOf(upcasts);
  const newest = (type: string) => (chains.get(type)?.length ?? 0) + 1;
  return {
    newest,
    upcast(type, { schemaVersion, data }) {
      const steps = chains.get(type)?.slice(schemaVersion - 1) ?? [];
      return {
        schemaVersion: schemaVersion + steps.length,
        data: steps.reduce((old, step) => step.up(old), data),
      };
    },
  };
}

function chainsOf(upcasts: readonly Upcast[]): Map<string, Upcast[]> {
  const chains = new Map<string, Upcast[]>();
  for (const step of [...upcasts].sort((a, b) => a.from - b.from)) {
    const chain = chains.get(step.type) ?? [];
    if (step.from !== chain.length + 1)
      throw new Error(`${step.type}: no single upcast from version ${chain.length + 1}`);
    chains.set(step.type, [...chain, step]);
  }
  return chains;
}

/**
 * Every step between schema versions that was ever shipped. A change of the shape of an event's data raises its
 * `schemaVersion`, adds the step here and a sample of the new version to the golden corpus; no step and no sample is
 * ever taken out again.
 */
export const upcasts: readonly Upcast[] = [];

/** The upcaster of this build. */
export const upcaster = createUpcaster(upcasts);
