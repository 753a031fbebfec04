import { v7 as uuidv7 } from 'uuid';
import type { EventBody, JsonObject, LogName } from '@countersign/contracts';
import { canonicalJson, eventHash, genesisHash } from '@countersign/proof';
import type { StoredCommand, StoredEvent, StoredLog } from '../../observe/observed.js';
import type { Person } from '../../people/people.js';

export const ISSUER = 'http://issuer';

/** An event as a story tells it. */
export type Told = [type: string, stream: string, data: JsonObject];

/** A log that grows as a story is told: with versions, positions and a chain that are as they should be. */
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
    for (const [type, stream, data] of told) this.add(at, actorOf(by), type, stream, data);
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

  private add(at: number, actor: EventBody['actor'], type: string, stream: string, data: JsonObject): void {
    const before = this.events.at(-1);
    const [position, id] = [this.events.length + 1, uuidv7()];
    const version = this.events.filter((event) => event.stream === stream).length + 1;
    const said = {
      ...{ actor, causationId: null, correlationId: id, data, id, schemaVersion: 1 },
      ...{ stream, traceparent: null, type, version },
    } as EventBody;
    const body = canonicalJson(said);
    const previousHash = before?.hash ?? genesisHash(this.id, this.name);
    const hash = eventHash({ previousHash, position, recordedAtMicros: at * 1000, body });
    this.events.push({ position, id, stream, version, type, recordedAt: at * 1000, body, hash, said });
  }
}

function actorOf(by: Person | string): EventBody['actor'] {
  if (typeof by === 'string') return { kind: 'service', id: by };
  return { kind: 'person', issuer: ISSUER, id: by.id, name: by.name, email: by.email };
}
