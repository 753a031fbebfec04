export { NatsRpcClient } from './nats-rpc-client.js';
export type { CallMetadata, RpcClient } from './rpc-client.js';
export { ScriptedRpc } from './scripted-rpc.fake.js';
