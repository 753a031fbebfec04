import { Metrics } from '@countersign/platform';
import { Logger } from '@nestjs/common';
import { CheckpointKeeper, checkpointMetrics } from './checkpoint-keeper.js';

const MINUTE = 60_000;
beforeAll(() => {
  Logger.overrideLogger(false);
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
  const { world, made } = keeper(5);
  made.onApplicationBootstrap();
  while (world.insisted.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  await made.beforeApplicationShutdown();
  const tried = world.insisted.length;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(world.insisted).toHaveLength(tried);
});

it('exports a metric of how long no checkpoint could be taken', async () => {
  const metrics = new Metrics('request');
  checkpointMetrics(metrics).checkpointWaiting(61);
  expect(await metrics.text()).toContain('countersign_checkpoint_waiting_seconds{service="request"} 61');
});
