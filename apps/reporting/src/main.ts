import 'reflect-metadata';
import { loadConfig } from '@countersign/platform';
import { runService } from '@countersign/rpc';
import { AppModule } from './app.module.js';
import { reportingConfig } from './config.js';

const config = loadConfig(reportingConfig);
await runService(AppModule.for(config), config);
