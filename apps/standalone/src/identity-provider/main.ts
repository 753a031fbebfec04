import { loadConfig } from '@countersign/platform';
import { identityProviderConfig } from './config.js';
import { startIdentityProvider } from './server.js';

try {
  const provider = await startIdentityProvider(loadConfig(identityProviderConfig));
  process.stdout.write(`identity provider: ${provider.issuer} on port ${provider.port}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void provider.stop());
} catch (error) {
  process.stderr.write(`The identity provider cannot start: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
