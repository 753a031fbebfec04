import { requestRpc } from '@countersign/contracts';
import type { Jwks } from '@countersign/contracts';
import { Handle, RpcController } from '@countersign/rpc';
import { SigningKeys } from '../signing-keys/signing-keys.js';

/** `GET /.well-known/jwks.json` */
@RpcController()
export class JwksHandler {
  constructor(private readonly keys: SigningKeys) {}

  @Handle(requestRpc.jwks)
  jwks(): Promise<Jwks> {
    return this.keys.published();
  }
}
