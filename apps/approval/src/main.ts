import 'reflect-metadata';
import { loadConfig } from '@countersign/platform';
import { runService } from '@countersign/rpc';
import { AppModule } from './app.module.js';
import { approvalConfig } from './config.js';

const config = loadConfig(approvalConfig);
await runService(AppModule.for(config), config);
