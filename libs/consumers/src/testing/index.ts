export { testConsumersLog } from './test-log.js';
