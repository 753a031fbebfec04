import { Logger } from '@nestjs/common';
import { InMemoryEventLog, LogDamaged, processCommand } from '@countersign/event-log';
import type { PostgresEventLog } from '@countersign/event-log';
import { CommandGate } from '@countersign/mirror';
import { HealthIndicators, Metrics } from '@countersign/platform';
import { eventually } from '@countersign/testing';
import type { ReadableLog } from '@countersign/stored-log';
import { silentTelemetry } from '../silent-telemetry.fake.js';
import { LogCheckHost } from './log-check.host.js';

beforeAll(() => {
  Logger.overrideLogger(false);
});

/** A host over a log with two events, whose comparison waits until the test lets it go on. */
async function hosted(change: (page: Awaited<ReturnType<ReadableLog['page']>>) => void = () => undefined) {
  const memory = new InMemoryEventLog('request');
  for (const version of [0, 1])
    await memory.append({
      command: processCommand('test', 'noted', version),
      result: { status: 200, code: null, ids: {} },
      events: [{ event: { type: 'test.noted', schemaVersion: 1, data: {} }, streams: ['noted'] }],
      expected: [{ stream: 'noted', version }],
      actor: { kind: 'service', id: 'test' },
      personal: null,
      correlationId: 'c',
      causationId: null,
      traceparent: null,
    });
  let goOn: () => void = () => undefined;
  const waiting = new Promise<void>((resolve) => (goOn = resolve));
  const rows: ReadableLog = {
    ...memory.rows,
    page: async (first, last) => {
      await waiting;
      const page = await memory.rows.page(first, last);
      change(page);
      return page;
    },
  };
  let damaged: (damage: LogDamaged) => void = () => undefined;
  const log = {
    name: 'request',
    rows,
    onDamaged: (listener: typeof damaged) => {
      damaged = listener;
      return () => undefined;
    },
  } as unknown as PostgresEventLog;
  const gate = new CommandGate();
  gate.open();
  const health = new HealthIndicators();
  const metrics = new Metrics('request');
  const host = new LogCheckHost(log, gate, null, silentTelemetry, metrics, health);
  host.onApplicationBootstrap();
  const refusal = (): unknown => {
    try {
      gate.assertOpen('The request log');
      return null;
    } catch (error) {
      return error;
    }
  };
  const detail = async () => (await health.readiness()).dependencies.log;
  return { host, metrics, goOn: () => goOn(), damaged: (one: LogDamaged) => damaged(one), refusal, detail };
}

describe('a service with a log', () => {
  it('takes no commands before the open part of its log has been compared', async () => {
    const { host, metrics, goOn, refusal, detail } = await hosted();
    expect(refusal()).toMatchObject({ code: 'log-unchecked', status: 503 });
    expect(await detail()).toMatchObject({
      up: false,
      detail: expect.stringContaining('are being compared') as string,
    });
    goOn();
    await eventually(
      'a pass is complete',
      async () => (await detail())?.detail?.startsWith('compared up to position 2 at ') ?? false,
    );
    expect([refusal(), (await detail())?.up]).toEqual([null, true]);
    expect(await metrics.text()).toMatch(/countersign_log_compared_position{.*log="request".*} 2\n/);
    expect(await metrics.text()).toMatch(/countersign_log_compared_timestamp_seconds{.*} \d{10}/);
    await host.beforeApplicationShutdown();
  });

  it('takes no commands once the comparison has found a difference, and says where', async () => {
    const { host, metrics, goOn, refusal, detail } = await hosted(({ events }) => {
      for (const event of events) if (event.position === 2) event.stream = 'elsewhere';
    });
    goOn();
    await eventually('it is found', () => (refusal() as { code: string }).code === 'log-tampered');
    expect(refusal()).toMatchObject({ status: 503, data: { log: 'request', position: 2 } });
    expect(await detail()).toEqual({
      up: false,
      detail:
        'the request log was changed at position 2: column stream differs from the body that was hashed',
    });
    expect(await metrics.text()).toMatch(/countersign_log_differs{.*} 1\n/);
    await host.beforeApplicationShutdown();
  });

  it('goes on refusing commands after a read has found a difference, even if the comparison finds none', async () => {
    const { host, metrics, goOn, damaged, refusal, detail } = await hosted();
    damaged(new LogDamaged('request', 1, 'the body is not that of an event'));
    goOn();
    await eventually('the comparison has found none', async () =>
      (await metrics.text()).includes('countersign_log_compared_position{'),
    );
    await host.beforeApplicationShutdown();
    expect(refusal()).toMatchObject({ code: 'log-tampered', data: { position: 1 } });
    expect(await detail()).toMatchObject({ up: false });
  });
});
