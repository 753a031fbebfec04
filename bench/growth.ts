import { ownPostgres } from '@countersign/testing';
import { growthOfLogs } from './support/growth-of-logs.js';
import { growthOfPolicies } from './support/growth-of-policies.js';
import { growthOfStreams } from './support/growth-of-streams.js';
import { openLogs } from './support/bench-log.js';
import { report } from './support/report.js';

const policies = await growthOfPolicies();
const postgres = await ownPostgres();
try {
  const { logs, close } = await openLogs(postgres.adminUrl, ['policy', 'request', 'approval']);
  try {
    // Streams come first, because their log grows to a million events afterwards.
    const streams = await growthOfStreams(logs.approval);
    const events = await growthOfLogs([logs.policy, logs.request, logs.approval]);
    const parts = [events, streams, policies];
    report(
      parts.map(({ table }) => table),
      parts.map(({ chart }) => chart),
    );
  } finally {
    await close();
  }
} finally {
  await postgres.remove();
}
