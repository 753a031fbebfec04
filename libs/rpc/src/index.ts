export { NatsRpcClient } from './client/nats-rpc-client.js';
export type { CallMetadata, RpcClient } from './client/rpc-client.js';
export { ScriptedRpc } from './client/scripted-rpc.fake.js';
export { natsOptions } from './nats-options.js';
export { Handle, RpcController } from './server/handle.js';
export { PingModule } from './server/ping.module.js';
export { Call, Input, onBehalfOf, ServiceCall, WHILE_ASKED } from './server/rpc-call.js';
export type { CallContext, ServiceCallContext } from './server/rpc-call.js';
export { addRpcServer, runService, startService } from './server/rpc-server.js';
