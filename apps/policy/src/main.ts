import 'reflect-metadata';
import { loadConfig } from '@countersign/platform';
import { runService } from '@countersign/rpc';
import { AppModule } from './app.module.js';
import { policyConfig } from './config.js';

const config = loadConfig(policyConfig);
await runService(AppModule.for(config), config);
