import 'reflect-metadata';
import { loadConfig } from '@countersign/platform';
import { runService } from '@countersign/rpc';
import { AppModule } from './app.module.js';
import { requestConfig } from './config.js';

const config = loadConfig(requestConfig);
await runService(AppModule.for(config), config);
