import { Metrics } from './metrics.js';

it('measures the event loop without a timer that would wake an idle process', async () => {
  const metrics = new Metrics('request');
  const text = await metrics.text();
  expect(text).toMatch(/^nodejs_eventloop_lag_seconds\{service="request"\} \d/m);
  expect(text).toMatch(/^nodejs_eventloop_utilization_ratio\{service="request"\} 0?\.?\d/m);
  expect(text).not.toMatch(/nodejs_eventloop_lag_(?!seconds)/);
});

it('exports measurements under the service’s name', async () => {
  const metrics = new Metrics('request');
  metrics.command('countersign.rpc.request.submit', 'duplicate-request', 0.004);
  metrics.appendBatch(17, 0.002);
  metrics.relayLag('request', 3);
  metrics.consumerLag('outcome-follower', 'approval', 5);
  metrics.parked('outcome-follower', 'approval', 1);
  metrics.deadlineHandled('approval', 0.3);
  metrics.deadlinesOverdue('approval', 2);
  metrics.checkpointWaiting(61);
  const text = await metrics.text();
  for (const line of [
    'countersign_command_seconds_count{service="request",operation="countersign.rpc.request.submit",code="duplicate-request"} 1',
    'countersign_append_batch_size_sum{service="request"} 17',
    'countersign_append_seconds_sum{service="request"} 0.002',
    'countersign_relay_lag_events{log="request",service="request"} 3',
    'countersign_projection_lag_events{consumer="outcome-follower",log="approval",service="request"} 5',
    'countersign_deadline_lateness_seconds_bucket{le="0.5",service="request",log="approval"} 1',
    'countersign_deadlines_overdue{log="approval",service="request"} 2',
    'countersign_checkpoint_waiting_seconds{service="request"} 61',
    'countersign_parked_streams{consumer="outcome-follower",log="approval",service="request"} 1',
  ]) {
    expect(text).toContain(line);
  }
});
