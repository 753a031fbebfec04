import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { logNames } from '@countersign/contracts';
import { requestRebuild } from '@countersign/consumers';
import type { Stack } from '@countersign/testing';
import type { History } from '../load/history.js';
import { withMirrors } from './mirrors.js';
import type { Mirrors } from './mirrors.js';
import type { Observed, Progress, Snapshot } from './observed.js';
import { asOfOneInstant, forEachLog, readLog, readProgress, readSnapshot, schemas } from './snapshot.js';

/** Ends that are due this soon are awaited, so that the logs are read when nothing changes. */
const SOON = '5 seconds';
const POLL_MS = 200;

/**
 * Waits until consumers and mirrors have caught up, reads everything, has the read models rebuilt, and reads again.
 * Whatever does not catch up in time is listed in `late`; everything else is still read.
 * @param deadline - ms since 1970
 */
export async function observe(
  stack: Stack,
  history: History,
  { deadline }: { deadline: number },
): Promise<Observed> {
  const db = new Client({ connectionString: stack.adminUrl });
  await db.connect();
  try {
    return await withMirrors(stack, (mirrors) => new Observer(db, mirrors, history, deadline).observe());
  } finally {
    await db.end();
  }
}

class Observer {
  private readonly late: string[] = [];

  constructor(
    private readonly db: Client,
    private readonly mirrors: Mirrors,
    private readonly history: History,
    private readonly deadline: number,
  ) {}

  async observe(): Promise<Observed> {
    const { history, late, mirrors } = this;
    const grown = await this.whenStill('before the rebuild');
    await this.rebuild();
    const rebuilt = await this.whenStill('after the rebuild');
    const logs = await forEachLog((log) => asOfOneInstant(this.db, () => readLog(this.db, log)));
    const read = await forEachLog((log) => mirrors.read(log, rebuilt.heads[log]));
    return { history, logs, mirrors: read, grown, rebuilt, late };
  }

  /** Everything, as soon as nothing is under way; at the deadline in any case. */
  private async whenStill(when: string): Promise<Snapshot> {
    for (;;) {
      await this.untilCaughtUp();
      const snapshot = await asOfOneInstant(this.db, () => readSnapshot(this.db));
      const late = await this.underWay(snapshot);
      if (late.length && Date.now() < this.deadline) continue;
      this.late.push(...late.map((what) => `${when}: ${what}`));
      return snapshot;
    }
  }

  /** Waits at most until the deadline. Queries little, because there may be many rows. */
  private async untilCaughtUp(): Promise<void> {
    while (Date.now() < this.deadline) {
      const progress = await asOfOneInstant(this.db, () => readProgress(this.db));
      if (!(await this.underWay(progress)).length) return;
      await pause(POLL_MS);
    }
  }

  private async underWay({ heads, cursors }: Progress): Promise<string[]> {
    const late = Object.entries(cursors).flatMap(([consumer, position]) => {
      const head = heads[consumer.split(' on ')[1] as keyof typeof heads];
      return position === head ? [] : [`${consumer} is at ${position} of ${head}`];
    });
    for (const log of logNames) {
      const last = await this.mirrors.last(log);
      if (last < heads[log]) late.push(`the mirror of the ${log} log is at ${last} of ${heads[log]}`);
    }
    for (const log of ['request', 'approval']) {
      const due = `SELECT key FROM ${log}_deadlines.deadline WHERE due_at < clock_timestamp() + interval '${SOON}' LIMIT 1`;
      const { rows } = await this.db.query<{ key: string }>(due);
      if (rows[0]) late.push(`an end of ${rows[0].key} in the ${log} log is due and not on record`);
    }
    return late;
  }

  /** Requests a rebuild of each projection, as an operator does; the instance that leads a projection rebuilds it. */
  private async rebuild(): Promise<void> {
    for (const schema of schemas) {
      const { rows } = await this.db.query<{ consumer: string }>(
        `SELECT DISTINCT consumer FROM ${schema}.consumer_cursor WHERE kind = 'projection'`,
      );
      for (const { consumer } of rows) await requestRebuild(this.db, { schema, consumer });
    }
    for (;;) {
      const unfinished = await this.unfinished();
      if (!unfinished.length) return;
      if (Date.now() > this.deadline) {
        this.late.push(...unfinished.map((consumer) => `the rebuild of ${consumer} has not ended`));
        return;
      }
      await pause(POLL_MS);
    }
  }

  private async unfinished(): Promise<string[]> {
    const found: string[] = [];
    for (const schema of schemas) {
      const { rows } = await this.db.query<{ consumer: string }>(
        `SELECT DISTINCT consumer FROM ${schema}.consumer_cursor WHERE rebuild IS NOT NULL OR kind = 'rebuild'`,
      );
      found.push(...rows.map(({ consumer }) => `${schema}.${consumer}`));
    }
    return found;
  }
}
