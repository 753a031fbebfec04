import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { TokenVerifier } from '../identity/token-verifier.js';
import { assertOpenTo } from './open-to-caller.js';
import { operationOf } from './operation-of.js';
import { callOf } from './rpc-call.js';

/**
 * Verifies the caller's token before a `person` or `broker` operation, and keeps brokers out of the former;
 * `service` operations are guarded by NATS permissions.
 */
@Injectable()
export class CallerGuard implements CanActivate {
  constructor(private readonly verifier: TokenVerifier) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { access } = operationOf(context);
    if (access !== 'service') {
      const call = callOf(context);
      call.verified = await this.verifier.verifyHeader(call.authorization);
      assertOpenTo(call.verified.caller, access);
    }
    return true;
  }
}
