import { Inject, Injectable } from '@nestjs/common';
import type { Caller, MfaProof } from '@countersign/contracts';
import { SecondFactorNeeded } from '@countersign/kernel';
import { SERVICE } from '../service-options.js';
import type { ServiceOptions } from '../service-options.js';
import { provesMfa } from './mfa.js';
import { StepUpRequired } from './token.refusals.js';

/** What this installation takes for a second factor, and how it asks for one. */
@Injectable()
export class SecondFactor {
  readonly #methods: readonly string[];
  readonly #contexts: readonly string[];

  constructor(@Inject(SERVICE) { config }: ServiceOptions) {
    this.#methods = config.MFA_METHODS;
    this.#contexts = config.MFA_CONTEXTS;
  }

  /** The second factor the token proves, however old: how fresh it must be is the policy's to say. */
  proof({ authentication }: Caller, now: Date): MfaProof | null {
    const demand = { methods: this.#methods, contexts: this.#contexts, maxAgeSeconds: Infinity, now };
    if (authentication.at === null || !provesMfa(authentication, demand)) return null;
    return { methods: authentication.methods, at: authentication.at.toISOString() };
  }

  /** Decides; where a rule misses a second factor, the answer says which sign-in would do (RFC 9470). */
  asking<T>(decide: () => T): T {
    try {
      return decide();
    } catch (error) {
      if (error instanceof SecondFactorNeeded) throw new StepUpRequired(this.#contexts, error.maxAgeSeconds);
      throw error;
    }
  }
}
