import { v7 as uuidv7 } from 'uuid';
import type { EventBody, JsonObject, LogName, Membership } from '@countersign/contracts';
import { canonicalJson, eventHash, genesisHash, sha256Hex } from '@countersign/proof';
import type { StoredCommand, StoredEvent, StoredLog } from '../../observe/observed.js';
import type { Person } from '../../people/people.js';

export const ISSUER = 'http://issuer';

/** An event of a story and the streams that it belongs to, its own first. */
export type Told = [type: string, streams: string | string[], data: JsonObject];

/** A log that a test writes event by event, with correct versions, positions and hashes. */
export class ToldLog {
  private readonly id = uuidv7();
  private readonly events: StoredEvent[] = [];
  private readonly commands: StoredCommand[] = [];

  constructor(private readonly name: LogName) {}

  /** Stores the events of one command. @param at - ms since 1970 */
  append(
    at: number,
    by: Person | string,
    command: Omit<StoredCommand, 'first' | 'last' | 'recordedAt'>,
    told: Told[],
  ): void {
    const first = this.events.length + 1;
    for (const [type, streams, data] of told) this.add(at, by, type, [streams].flat(), data);
    this.commands.push({ ...command, first, last: this.events.length, recordedAt: at * 1000 });
  }

  stored(): StoredLog {
    const { id, events, commands } = this;
    const last = events.at(-1);
    return {
      id,
      events,
      commands,
      head: { position: events.length, hash: last?.hash ?? genesisHash(id, this.name) },
    };
  }

  private add(at: number, by: Person | string, type: string, ids: string[], data: JsonObject): void {
    const before = this.events.at(-1);
    const position = this.events.length + 1;
    const id = uuidv7();
    const streams = ids.map((stream) => ({ id: stream, version: this.versionAfter(stream) }));
    const texts = typeof by === 'string' ? null : textOf(by);
    const said = {
      actor: actorOf(by),
      causationId: null,
      correlationId: id,
      data: data as EventBody['data'],
      id,
      privateHash: texts === null ? null : sha256Hex(texts),
      schemaVersion: 1,
      streams,
      traceparent: null,
      type,
    };
    const body = canonicalJson(said);
    const previousHash = before?.hash ?? genesisHash(this.id, this.name);
    const hash = eventHash({ previousHash, position, recordedAtMicros: at * 1000, body });
    const [own] = streams as [Membership];
    this.events.push({
      position,
      id,
      stream: own.id,
      version: own.version,
      memberships: streams,
      type,
      recordedAt: at * 1000,
      body,
      private: texts,
      hash,
      said,
    });
  }

  private versionAfter(stream: string): number {
    return this.events.filter(({ memberships }) => memberships.some(({ id }) => id === stream)).length + 1;
  }
}

function actorOf(by: Person | string): EventBody['actor'] {
  if (typeof by === 'string') return { kind: 'service', id: by };
  return { kind: 'person', issuer: ISSUER, id: by.id };
}

function textOf({ name, email }: Person): string {
  return canonicalJson({ name, email, salt: 'c2FsdHNhbHRzYWx0c2FsdA' });
}
