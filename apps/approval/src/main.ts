import 'reflect-metadata';
import { loadConfig, runService } from '@countersign/platform';
import { AppModule } from './app.module.js';
import { approvalConfig } from './config.js';

const config = loadConfig(approvalConfig);
await runService(AppModule.for(config), config);
