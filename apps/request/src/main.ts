import 'reflect-metadata';
import { loadConfig, runService } from '@countersign/platform';
import { AppModule } from './app.module.js';
import { requestConfig } from './config.js';

const config = loadConfig(requestConfig);
await runService(AppModule.for(config), config);
