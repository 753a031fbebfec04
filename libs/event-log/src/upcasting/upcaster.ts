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

/** Old events are never rewritten: readers see them in the newest schema through an upcaster. */
export interface Upcaster {
  /** The newest schema version of a type: 1 unless there are upcasts. */
  newest(type: string): number;
  /**
   * The data in the newest schema that this build knows. Unknown types, and newer versions (written by a newer build that
   * runs beside this one), pass through unchanged.
   */
  upcast(type: string, versioned: VersionedData): VersionedData;
}

/**
 * Builds an upcaster from a list of steps, in any order.
 * @throws Error if the steps of a type do not lead from version 1 onwards without gap or fork
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
 * Every step between released schema versions. A change to the shape of an event's data raises its `schemaVersion`, adds
 * the step here and adds a sample of the new version to the golden corpus. Steps and samples are never removed.
 */
export const upcasts: readonly Upcast[] = [];

/** The upcaster of this build. */
export const upcaster = createUpcaster(upcasts);
