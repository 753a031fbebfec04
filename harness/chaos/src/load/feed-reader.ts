import { setTimeout as pause } from 'node:timers/promises';
import type { Issuer } from '../people/issuer.js';
import { people } from '../people/people.js';
import type { Connections } from './connections.js';
import type { History } from './history.js';

const PAGE = 200;
const PAUSE_MS = 250;

interface Page {
  items: { source: string; sequence: string; hash: string }[];
  nextCursor: string;
}

/** The auditor, who reads the audit feed from its beginning, whatever happens. */
export class FeedReader {
  private cursor: string | null = null;
  private stopped = false;
  /** The last event of each log. */
  private readonly ends = new Map<string, number>();
  private reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly connections: Connections,
    private readonly issuer: Issuer,
    private readonly history: History,
  ) {}

  start(): void {
    this.reading = this.read();
  }

  /**
   * Continues until every acknowledged event has arrived.
   * @param deadline - ms since 1970
   */
  async finish(deadline: number): Promise<void> {
    this.stopped = true;
    await this.reading;
    const ends = this.history.acknowledgedEnds();
    while (Date.now() < deadline && [...ends].some(([log, end]) => (this.ends.get(log) ?? 0) < end)) {
      const count = await this.readPage();
      if (count !== PAGE) await pause(PAUSE_MS);
    }
  }

  private async read(): Promise<void> {
    while (!this.stopped) {
      const count = await this.readPage();
      if (count !== PAGE) await pause(PAUSE_MS);
    }
  }

  /** @returns the number of events it received; null if it got no page */
  private async readPage(): Promise<number | null> {
    const token = await this.issuer.token(people.auditor);
    const path = `/v1/events?limit=${PAGE}${this.cursor === null ? '' : `&after=${this.cursor}`}`;
    const answer = await this.connections.ask({ path, token }).catch(() => null);
    if (answer?.status !== 200) {
      if (answer && answer.status < 500 && answer.status !== 429)
        this.history.feed.refusals.push(`${answer.status} ${answer.text.slice(0, 300)}`);
      return null;
    }
    const { items, nextCursor } = JSON.parse(answer.text) as Page;
    for (const { source, sequence, hash } of items) {
      const event = { log: source.slice(source.lastIndexOf('/') + 1), position: Number(sequence), hash };
      this.history.feed.events.push(event);
      this.ends.set(event.log, event.position);
    }
    this.cursor = nextCursor;
    return items.length;
  }
}
