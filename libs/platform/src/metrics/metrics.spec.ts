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
  metrics.counter('countersign_things_total', 'Things.', ['kind']).inc({ kind: 'a' }, 2);
  metrics.gauge('countersign_open_things', 'Open things.').set(3);
  metrics
    .histogram('countersign_thing_seconds', 'Time of a thing.', [0.1, 1], ['kind'])
    .observe({ kind: 'a' }, 0.3);
  const text = await metrics.text();
  for (const line of [
    'countersign_command_seconds_count{service="request",operation="countersign.rpc.request.submit",code="duplicate-request"} 1',
    'countersign_things_total{kind="a",service="request"} 2',
    'countersign_open_things{service="request"} 3',
    'countersign_thing_seconds_bucket{le="1",service="request",kind="a"} 1',
  ]) {
    expect(text).toContain(line);
  }
});
