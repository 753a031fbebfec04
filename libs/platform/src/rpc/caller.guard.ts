import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { TokenVerifier } from '../identity/token-verifier.js';
import { operationOf } from './operation-of.js';
import { callOf } from './rpc-call.js';

/** Verifies the caller's token before a `person` operation; `service` operations are guarded by NATS permissions. */
@Injectable()
export class CallerGuard implements CanActivate {
  constructor(private readonly verifier: TokenVerifier) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (operationOf(context).access !== 'service') {
      const call = callOf(context);
      call.verified = await this.verifier.verifyHeader(call.authorization);
    }
    return true;
  }
}
