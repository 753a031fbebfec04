import 'reflect-metadata';
import { loadConfig, runService } from '@countersign/platform';
import { AppModule } from './app.module.js';
import { reportingConfig } from './config.js';

const config = loadConfig(reportingConfig);
await runService(AppModule.for(config), config);
