import { Metrics } from '@countersign/platform';
import { appendMetrics, platformTelemetry } from './telemetry.js';

it('exports the measurements of logs and consumers', async () => {
  const platform = new Metrics('request');
  const { metrics } = platformTelemetry(platform);
  appendMetrics(platform)(17, 0.002);
  metrics.relayLag('request', 3);
  metrics.mirrorStrays('request', 2);
  metrics.mirrorRecreated('request', 'strays');
  metrics.consumerLag('outcome-follower', 'approval', 5);
  metrics.parked('outcome-follower', 'approval', 1);
  metrics.refused('outcome-follower', 'not-found');
  metrics.deadlineHandled('approval', 0.3);
  metrics.deadlinesOverdue('approval', 2);
  const text = await platform.text();
  for (const line of [
    'countersign_append_batch_size_sum{service="request"} 17',
    'countersign_append_seconds_sum{service="request"} 0.002',
    'countersign_relay_lag_events{log="request",service="request"} 3',
    'countersign_mirror_strays_total{log="request",service="request"} 2',
    'countersign_mirror_recreated_total{log="request",reason="strays",service="request"} 1',
    'countersign_projection_lag_events{consumer="outcome-follower",log="approval",service="request"} 5',
    'countersign_parked_streams{consumer="outcome-follower",log="approval",service="request"} 1',
    'countersign_consumer_refusals_total{consumer="outcome-follower",code="not-found",service="request"} 1',
    'countersign_deadline_lateness_seconds_bucket{le="0.5",service="request",log="approval"} 1',
    'countersign_deadlines_overdue{log="approval",service="request"} 2',
  ]) {
    expect(text).toContain(line);
  }
});
