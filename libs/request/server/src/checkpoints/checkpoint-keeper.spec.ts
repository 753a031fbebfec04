import { Metrics } from '@countersign/platform';
import { Logger } from '@nestjs/common';
import { CheckpointKeeper, checkpointMetrics } from './checkpoint-keeper.js';

const MINUTE = 60_000;
beforeAll(() => {
  Logger.overrideLogger(false);
});
afterEach(() => {
  jest.useRealTimers();
});

function keeper(intervalMs = MINUTE) {
  const world = { fails: true, now: 0, waiting: -1, insisted: [] as boolean[] };
  const take = async (insist: boolean) => {
    await Promise.resolve();
    world.insisted.push(insist);
    if (world.fails) throw new Error('there is no mirror of the policy log');
  };
  const metrics = { checkpointWaiting: (seconds: number) => void (world.waiting = seconds) };
  const made = new CheckpointKeeper({
    checkpoints: { take },
    intervalMs,
    metrics,
    monotonic: () => world.now,
  });
  return { world, made };
}

it('reports after five minutes that no checkpoint can be taken, then insists, and recovers after a success', async () => {
  const { world, made } = keeper();
  for (let minute = 0; minute < 5; minute++, world.now += MINUTE) {
    await made.once();
    expect(made.health()).toEqual({ up: true });
  }
  await made.once();
  expect(made.health()).toEqual({
    up: false,
    detail: 'no checkpoint of the logs could be taken for 5 minutes',
  });
  expect(world.insisted).toEqual([false, false, false, false, false, true]);
  expect(world.waiting).toBe(300);
  world.fails = false;
  await made.once();
  expect([made.health(), world.waiting]).toEqual([{ up: true }, 0]);
});

it('tries at every interval from start to shutdown, whatever fails', async () => {
  jest.useFakeTimers();
  const { world, made } = keeper();
  made.onApplicationBootstrap();
  await jest.advanceTimersByTimeAsync(MINUTE - 1);
  expect(world.insisted).toHaveLength(0);
  for (let tries = 1; tries <= 3; tries++) {
    await jest.advanceTimersByTimeAsync(MINUTE);
    expect(world.insisted).toHaveLength(tries);
  }
  await made.beforeApplicationShutdown();
  await jest.advanceTimersByTimeAsync(10 * MINUTE);
  expect(world.insisted).toHaveLength(3);
});

it('exports a metric of how long no checkpoint could be taken', async () => {
  const metrics = new Metrics('request');
  checkpointMetrics(metrics).checkpointWaiting(61);
  expect(await metrics.text()).toContain('countersign_checkpoint_waiting_seconds{service="request"} 61');
});
