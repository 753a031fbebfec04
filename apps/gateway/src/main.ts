import 'reflect-metadata';
import { createLogger, loadConfig } from '@countersign/platform';
import { gatewayConfig } from './config.js';
import { createGateway, endGracefully } from './create-gateway.js';

const config = loadConfig(gatewayConfig);
const log = createLogger({ name: 'gateway', level: config.LOG_LEVEL });

try {
  const app = await createGateway(config);
  await app.listen(config.HTTP_PORT, config.HTTP_HOST);
  log.info({ address: await app.getUrl() }, 'listening');
  const end = () => void endGracefully(app).then(() => process.exit(0));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end);
} catch (error) {
  log.fatal({ err: error }, 'could not start');
  process.exit(1);
}
