import 'reflect-metadata';
import { loadConfig, runService } from '@countersign/platform';
import { AppModule } from './app.module.js';
import { policyConfig } from './config.js';

const config = loadConfig(policyConfig);
await runService(AppModule.for(config), config);
