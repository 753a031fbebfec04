import { isDeepStrictEqual } from 'node:util';
import { logNames } from '@countersign/contracts';
import type { LogName, Membership } from '@countersign/contracts';
import { eventHash, genesisHash, sha256Hex } from '@countersign/proof';
import type { Observed, StoredEvent } from '../observe/observed.js';
import { each, together } from './check.js';
import type { Check, Checked } from './check.js';

interface Placed {
  log: LogName;
  event: StoredEvent;
  before: StoredEvent | null;
}

/** Every event of every log, with the previous event. */
function places({ logs }: Observed): Placed[] {
  return logNames.flatMap((log) =>
    logs[log].events.map((event, i, all) => ({ log, event, before: all[i - 1] ?? null })),
  );
}

const at = ({ log, event }: Placed): string => `${log} ${event.position} (${event.type})`;

/** The heads agree with the events. */
function heads(name: string, { logs }: Observed): Checked {
  return each(name, logNames, (log) => {
    const { head, events } = logs[log];
    const last = events.at(-1);
    if (head.position === (last?.position ?? 0) && (!last || head.hash === last.hash)) return null;
    return `the head of the ${log} log is at ${head.position}, its last event at ${last?.position ?? 0}`;
  });
}

export const gapless: Check = {
  says: 'Positions are 1, 2, 3 … without gaps, and the head is the last of them.',
  check: (observed) =>
    together(
      each('gapless', places(observed), (place) => {
        const expected = (place.before?.position ?? 0) + 1;
        return place.event.position === expected ? null : `${at(place)} stands where ${expected} belongs`;
      }),
      heads('gapless', observed),
    ),
};

export const versions: Check = {
  says: 'Versions of a stream are 1, 2, 3 … in the order of positions, also where an event belongs to several; ids of events occur once.',
  check: (observed) => {
    const known = new Map<string, number>();
    const ids = new Set<string>();
    return each('versions', places(observed), (place) => {
      const { stream, version, id, said, memberships } = place.event;
      const repeated = ids.has(id);
      ids.add(id);
      const wrong = said.streams.flatMap((membership) => {
        const key = `${place.log} ${membership.id}`;
        const expected = (known.get(key) ?? 0) + 1;
        known.set(key, membership.version);
        return membership.version === expected
          ? []
          : [`${at(place)} is version ${membership.version} of ${membership.id}, not ${expected}`];
      });
      const [own] = said.streams;
      const columns =
        own?.id === stream && own.version === version && said.id === id && isSame(memberships, said.streams);
      return [
        ...wrong,
        ...(repeated ? [`${at(place)} has the id of another event`] : []),
        ...(columns && said.type === place.event.type
          ? []
          : [`the columns of ${at(place)} contradict its body`]),
      ];
    });
  },
};

function isSame(some: readonly Membership[], others: readonly Membership[]): boolean {
  const texts = (all: readonly Membership[]) => all.map(({ id, version }) => `${id} ${version}`).sort();
  return isDeepStrictEqual(texts(some), texts(others));
}

export const privateTexts: Check = {
  says: 'The private text of an event has the recorded hash, and no name is in the hashed part.',
  check: (observed) =>
    each('private-texts', places(observed), (place) => {
      const { private: text, said, body } = place.event;
      const expected = text === null ? null : sha256Hex(text);
      const name = (text === null ? null : (JSON.parse(text) as { name?: string }).name) ?? null;
      return [
        ...(expected === said.privateHash
          ? []
          : [`the text beside ${at(place)} is not the one that was hashed`]),
        ...(name !== null && body.includes(JSON.stringify(name)) ? [`${at(place)} names ${name}`] : []),
      ];
    }),
};

export const chain: Check = {
  says: 'Each event’s hash is that of its content and of the hash before it, from the log’s own beginning on.',
  check: (observed) =>
    each('chain', places(observed), (place) => {
      const { log, event, before } = place;
      const { position, recordedAt, body, hash } = event;
      const previousHash = before?.hash ?? genesisHash(observed.logs[log].id, log);
      const expected = eventHash({ previousHash, position, recordedAtMicros: recordedAt, body });
      return hash === expected ? null : `the hash of ${at(place)} is not that of its content and predecessor`;
    }),
};

export const clock: Check = {
  says: 'Recorded times never go back.',
  check: (observed) =>
    each('clock', places(observed), (place) =>
      place.before && place.before.recordedAt > place.event.recordedAt
        ? `${at(place)} was recorded before its predecessor`
        : null,
    ),
};
