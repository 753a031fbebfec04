export { lockFolder } from './folder-lock.js';
export { startLocalStack } from './installation.js';
export type { LocalStack, ServicePart } from './installation.js';
export { loadSecrets } from './secrets.js';
export type { Secrets } from './secrets.js';
export { emptyFolder, natsStores, stackFolder } from './stack-folder.js';
export type { StackFolder } from './stack-folder.js';
export { serviceNames } from './stack-options.js';
export type { ServerPorts, Servers, ServiceName, StackOptions } from './stack-options.js';
