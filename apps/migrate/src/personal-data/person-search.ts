import type { ClientBase } from 'pg';
import { logNames } from '@countersign/contracts';
import type { EventBody, LogName, RecordedEvent } from '@countersign/contracts';
import { recordedFromBody, storedPages } from '@countersign/event-log';
import type { StoredEvent } from '@countersign/event-log';
import { consumerSchemas } from '@countersign/consumers';
import { seenPerson } from '@countersign/policy-server';
import { streamedList, streamedObject } from './json-writer.js';
import type { Streamed } from './json-writer.js';
import { isActor, namesPerson, rowNames } from './naming.js';
import type { SoughtPerson } from './naming.js';
import { hintOf, readModelTables, rowsOf, rowsWith } from './read-models.js';

/** Connections, each outside a transaction, and what they read. */
export interface SearchedDatabase {
  /** An administrator's connection, for the logs and the parked events. */
  admin: ClientBase;
  /** A connection of the role that owns the read models. */
  reporting: ClientBase;
  /** Schema of the read models. */
  readModels: string;
  /** Owns the tables of parked events. */
  ownerRole: string;
}

/** What the search found, for the operator. */
export interface Found {
  events: number;
  rows: number;
  parkedEvents: number;
  /** Rows that say when a token of the person was last seen. */
  seen: number;
  /** Issuers under which the person caused events. */
  issuers: string[];
}

interface ParkedRow {
  consumer: string;
  log: LogName;
  position: string;
  event: RecordedEvent;
}

/** Finds all data about a person, item by item, in the order in which it is written. */
export class PersonSearch {
  private readonly issuers = new Set<string>();
  private events = 0;
  private rows = 0;
  private parkedEvents = 0;
  private seen = 0;

  constructor(
    private readonly database: SearchedDatabase,
    private readonly person: SoughtPerson,
  ) {}

  /** Complete once everything is written. */
  document(): Streamed {
    const logs = logNames.map((log) => [log, streamedList(() => this.ofLog(log))] as const);
    return streamedObject(() => [
      ['person', this.person],
      ['logs', streamedObject(() => logs)],
      ['readModels', streamedObject(() => this.readModels())],
      ['parkedEvents', streamedList(() => this.parked())],
      ['seenApprovers', streamedList(() => this.seenRows())],
    ]);
  }

  found(): Found {
    const { events, rows, parkedEvents, seen, issuers } = this;
    return { events, rows, parkedEvents, seen, issuers: [...issuers].sort() };
  }

  private async *ofLog(log: LogName): AsyncGenerator {
    for await (const page of storedPages(this.database.admin, log))
      for (const stored of page) {
        const shown = this.shown(asRecorded(stored));
        if (!shown) continue;
        this.events++;
        yield shown;
      }
  }

  private async *readModels(): AsyncGenerator<readonly [string, Streamed]> {
    const { reporting, readModels } = this.database;
    for (const table of await readModelTables(reporting, readModels)) {
      const rows = rowsWith(reporting, table, hintOf(this.person.id));
      yield [table.name, streamedList(() => this.naming(rows))];
    }
  }

  private async *naming(rows: AsyncIterable<Record<string, unknown>>): AsyncGenerator {
    for await (const row of rows) {
      if (!rowNames(row, this.person)) continue;
      this.rows++;
      yield row;
    }
  }

  private async *parked(): AsyncGenerator {
    const { admin, ownerRole } = this.database;
    for (const schema of await consumerSchemas(admin, ownerRole, 'consumer_parked')) {
      const sql = `
        SELECT consumer, log, position, event FROM ${admin.escapeIdentifier(schema)}.consumer_parked
         ORDER BY consumer, log, position`;
      for await (const { consumer, log, position, event } of rowsOf<ParkedRow>(admin, sql, [])) {
        const shown = this.shown(event);
        if (!shown) continue;
        this.parkedEvents++;
        yield { schema, consumer, log, position: Number(position), event: shown };
      }
    }
  }

  /** That a token of the person was seen, and when last (`policy.seen_approver`). */
  private async *seenRows(): AsyncGenerator {
    for (const row of await seenPerson(this.database.admin, this.person)) {
      this.seen++;
      yield row;
    }
  }

  /** The event as it is written: with its texts if they are the person's own; undefined if it concerns others. */
  private shown(event: RecordedEvent): object | undefined {
    const { private: texts, ...others } = event;
    if (isActor(event, this.person)) {
      if (event.actor.kind === 'person') this.issuers.add(event.actor.issuer);
      const { salt: _, ...own } = texts ?? {};
      return { because: 'actor', ...others, private: texts && own };
    }
    return namesPerson(event.data, this.person) ? { because: 'named', ...others } : undefined;
  }
}

/** In the schema version that it was written in. */
const asRecorded = ({ body, ...place }: StoredEvent): RecordedEvent =>
  recordedFromBody(place, JSON.parse(body) as EventBody, AS_WRITTEN);

const AS_WRITTEN = { newest: () => 1, upcast: <T>(_: string, versioned: T): T => versioned };
