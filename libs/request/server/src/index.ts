export { RequestServerModule } from './request-server.module.js';
export { OutcomeFollower } from './outcome-follower/outcome-follower.process-manager.js';
