import { Logger } from '@nestjs/common';
import { HealthIndicators } from './health-indicators.js';

beforeAll(() => {
  Logger.overrideLogger(false);
});

const up = () => Promise.resolve({ up: true });

it('is ready when every required dependency is up', async () => {
  const health = new HealthIndicators();
  health.register('postgres', up);
  health.register('reporting', () => Promise.resolve({ up: false }), { required: false });
  expect(await health.readiness()).toEqual({
    status: 'ready',
    dependencies: { postgres: { up: true }, reporting: { up: false } },
  });
  health.register('nats', () => Promise.resolve({ up: false, detail: 'reconnecting' }));
  expect((await health.readiness()).status).toBe('not-ready');
});

it('does not reveal why a check threw', async () => {
  const health = new HealthIndicators();
  health.register('postgres', () => Promise.reject(new Error('password authentication failed for "x"')));
  const { dependencies } = await health.readiness();
  expect(dependencies).toEqual({ postgres: { up: false, detail: 'the check failed' } });
});

it('does not wait for a check that hangs', async () => {
  jest.useFakeTimers();
  const health = new HealthIndicators();
  health.register('nats', () => new Promise(() => undefined));
  const answer = health.readiness();
  await jest.advanceTimersByTimeAsync(2_000);
  expect(await answer).toMatchObject({
    dependencies: { nats: { up: false, detail: 'no answer within 2 s' } },
  });
  jest.useRealTimers();
});

it('shares one round of checks among concurrent probes', async () => {
  const health = new HealthIndicators();
  const check = jest.fn(up);
  health.register('postgres', check);
  await Promise.all([health.readiness(), health.readiness()]);
  expect(check).toHaveBeenCalledTimes(1);
  await health.readiness();
  expect(check).toHaveBeenCalledTimes(2);
});

it('is not ready once the service stops', async () => {
  const health = new HealthIndicators();
  health.beforeApplicationShutdown();
  expect((await health.readiness()).status).toBe('not-ready');
});
