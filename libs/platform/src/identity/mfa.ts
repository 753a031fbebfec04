import type { Authentication } from '@countersign/contracts';

/** What counts as a second factor, how old its proof may be, and the time it is now. */
export interface MfaDemand {
  /** `amr` values that count. */
  methods: readonly string[];
  /** `acr` values that count. */
  contexts: readonly string[];
  maxAgeSeconds: number;
  now: Date;
}

/** Clocks of issuer and database may differ by this much. */
const TOLERANCE_MS = 5_000;

/** Whether a sign-in proves a second factor, and freshly: without `auth_time` nobody knows how old it is. */
export function provesMfa({ methods, contextClass, at }: Authentication, demand: MfaDemand): boolean {
  const strong =
    methods.some((method) => demand.methods.includes(method)) ||
    (contextClass !== null && demand.contexts.includes(contextClass));
  if (!strong || at === null) return false;
  const age = demand.now.getTime() - at.getTime();
  return age >= -TOLERANCE_MS && age <= demand.maxAgeSeconds * 1000;
}
