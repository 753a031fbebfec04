import { Inject, Injectable } from '@nestjs/common';
import type { Authentication, Caller, MfaProof } from '@countersign/contracts';
import { SecondFactorNeeded } from '@countersign/kernel';
import { SERVICE } from '../service-options.js';
import type { ServiceOptions } from '../service-options.js';
import { StepUpRequired } from './token.refusals.js';

/** What counts as a second factor in this installation, and how it is requested. */
@Injectable()
export class SecondFactor {
  private readonly methods: readonly string[];
  private readonly contexts: readonly string[];

  constructor(@Inject(SERVICE) { config }: ServiceOptions) {
    this.methods = config.MFA_METHODS;
    this.contexts = config.MFA_CONTEXTS;
  }

  /** The second factor that the token proves, of any age: the policy decides how fresh it must be. */
  proof({ authentication }: Caller, now: Date): MfaProof | null {
    const demand = { methods: this.methods, contexts: this.contexts, maxAgeSeconds: Infinity, now };
    if (authentication.at === null || !provesMfa(authentication, demand)) return null;
    return { methods: authentication.methods, at: authentication.at.toISOString() };
  }

  /** Runs a decision; turns a rule's SecondFactorNeeded into a refusal that names the sufficient sign-in (RFC 9470). */
  asking<T>(decide: () => T): T {
    try {
      return decide();
    } catch (error) {
      if (error instanceof SecondFactorNeeded) throw new StepUpRequired(this.contexts, error.maxAgeSeconds);
      throw error;
    }
  }
}

/** What counts as a second factor, the maximum age of its proof, and the current time. See rules.md#second-factor. */
export interface MfaDemand {
  /** `amr` values that count. */
  methods: readonly string[];
  /** `acr` values that count. */
  contexts: readonly string[];
  maxAgeSeconds: number;
  now: Date;
}

/** Clocks of issuer and database may differ by this much. */
const CLOCK_TOLERANCE_MS = 5_000;

/** Whether a sign-in proves a fresh second factor; without `auth_time` its age is unknown (rules.md#second-factor). */
export function provesMfa({ methods, contextClass, at }: Authentication, demand: MfaDemand): boolean {
  const strong =
    methods.some((method) => demand.methods.includes(method)) ||
    (contextClass !== null && demand.contexts.includes(contextClass));
  if (!strong || at === null) return false;
  const age = demand.now.getTime() - at.getTime();
  return age >= -CLOCK_TOLERANCE_MS && age <= demand.maxAgeSeconds * 1000;
}
