import { connect, headers } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { Global, Module } from '@nestjs/common';
import { Refusal, Unavailable } from '@countersign/contracts';
import { SERVICE, natsOptions } from '@countersign/platform';
export const RPC_CLIENT = Symbol('RpcClient');
class Client {
  nc: NatsConnection | undefined;
  constructor(private o: any) {}
  async onModuleInit() { void connect(natsOptions(this.o.name, this.o.config)).then((nc) => (this.nc = nc)); }
  async onApplicationShutdown() { await this.nc?.close(); }
  async call(op: any, payload: any, meta: any, options: any = {}) {
    if (!this.nc) throw new Unavailable('The bus');
    const h = headers(); h.set('x-request-id', meta.requestId);
    if (meta.token) h.set('authorization', `Bearer ${meta.token}`);
    if (meta.traceparent) h.set('traceparent', meta.traceparent);
    if (meta.idempotencyKey) h.set('idempotency-key', meta.idempotencyKey);
    let m;
    try { m = await this.nc.request(op.subject, JSON.stringify({ pattern: op.subject, data: payload, id: '1' }), { timeout: options.timeoutMs ?? 5000, headers: h }); }
    catch { throw new Unavailable('A service'); }
    const r: any = m.json();
    if (r.err) { const { code, status, detail, errors, ...data } = r.err; throw new Refusal(code, status, detail, data, errors ?? []); }
    return r.response;
  }
}
@Global()
@Module({ providers: [{ provide: RPC_CLIENT, useFactory: (o: any) => new Client(o), inject: [SERVICE] }], exports: [RPC_CLIENT] })
export class RpcClientModule {}
