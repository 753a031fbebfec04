import { createHash } from 'node:crypto';
import { ERASURES_STREAM } from '@countersign/contracts';
import type { DomainEvent, FreeTexts } from '@countersign/contracts';
import { canonicalJson, LoneSurrogate, sha256Hex } from '@countersign/proof';
import { CommandIdReused, InvalidAppend } from '../event-log.errors.js';
import type { EventLog, LogFeed } from '../event-log.js';
import type { PositionRange } from '@countersign/proof';
import { aboutAlice, appendOf, commandOf, noted, to } from './append-of.js';

/** A log, and how an operator erases the texts of its events at some positions. */
export interface ErasableLog {
  log: EventLog & LogFeed;
  erase(ranges: PositionRange[]): Promise<unknown>;
  /** Opens another instance that reads the same log. */
  another(): EventLog & LogFeed;
}

/** Who, when and why, as the erasures of these tests record it. */
export const whyErased = {
  person: { issuer: 'https://id.example.com', id: 'alice' },
  before: null,
  by: 'ops',
  reason: 'asked',
};

const withTexts = (texts: FreeTexts): DomainEvent => ({ ...noted(), texts });

/** The contract of every log for the private texts beside its events. */
export function privateTextsContract(open: () => Promise<ErasableLog>): void {
  let log: EventLog & LogFeed;
  let erasable: ErasableLog;
  beforeEach(async () => {
    erasable = await open();
    log = erasable.log;
  });

  describe('a private text', () => {
    it('holds the personal data of the actor and the free texts of the event, and the body only its hash', async () => {
      const texts = { justification: 'Disk is full', comment: null, reason: 'why' };
      await log.append(appendOf([to('a', 0, withTexts(texts))]));
      const [stored] = await log.readStored(1, 1);
      const { salt, ...rest } = JSON.parse(stored?.private ?? '') as Record<string, string>;
      expect(salt).toMatch(/^[\w-]{22}$/);
      expect(rest).toEqual({ ...aboutAlice, justification: 'Disk is full', reason: 'why' });
      expect(stored?.private).toBe(canonicalJson({ ...rest, salt }));
      expect(JSON.parse(stored?.body ?? '')).toMatchObject({ privateHash: sha256Hex(stored?.private ?? '') });
      for (const text of Object.values(rest)) expect(stored?.body).not.toContain(text);
      const [event] = await log.readStream('a');
      expect(event).toMatchObject({ private: { ...rest, salt }, erasedAt: null });
    });

    it('is salted: the same text has another hash each time', async () => {
      await log.append(appendOf([to('a', 0, noted(), noted())]));
      const events = await log.readStream('a');
      expect(new Set(events.map(({ privateHash }) => privateHash)).size).toBe(2);
      expect(new Set(events.map((event) => event.private?.salt)).size).toBe(2);
    });

    it.each([
      ['no texts', noted()],
      ['texts that are null', withTexts({ comment: null, reason: null, justification: null })],
    ])('is absent if a service acts and the event has %s', async (_, event) => {
      const actor = { kind: 'service', id: 'request' } as const;
      await log.append(appendOf([to('a', 0, event)], { actor, personal: null }));
      expect(await log.readStored(1, 1)).toMatchObject([{ private: null, erasedAt: null }]);
      expect(await log.readStream('a')).toMatchObject([{ private: null, privateHash: null, erasedAt: null }]);
    });

    it('leaves out what the call does not contain', async () => {
      const personal = { name: 'Alice', email: null, address: null, userAgent: null };
      await log.append(appendOf([to('a', 0)], { personal }));
      const [event] = await log.readStream('a');
      expect(Object.keys(event?.private ?? {}).sort()).toEqual(['name', 'salt']);
    });

    it('is refused if it is not valid Unicode, and nothing is stored', async () => {
      const append = appendOf([to('a', 0, withTexts({ comment: 'a\ud800b' }))]);
      await expect(log.append(append)).rejects.toThrow(LoneSurrogate);
      expect((await log.head()).position).toBe(0);
    });
  });

  describe('an erasure', () => {
    const written = async () => {
      for (const stream of ['a', 'b', 'c', 'd', 'e'])
        await log.append(appendOf([to(stream, 0, withTexts({ comment: `of ${stream}` }))]));
    };
    const comments = async () => (await log.readFrom(1, 5)).map((event) => event.private?.comment ?? null);

    it('empties only the texts in its ranges, and is recorded', async () => {
      await written();
      await erasable.erase([
        [1, 2],
        [4, 4],
      ]);
      expect(await comments()).toEqual([null, null, 'of c', null, 'of e']);
      const [a, , c] = await log.readFrom(1, 5);
      expect(a).toMatchObject({
        private: null,
        privateHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      });
      expect(a?.erasedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(c?.erasedAt).toBeNull();
      expect(await log.readStream(ERASURES_STREAM)).toMatchObject([
        {
          position: 6,
          type: 'personal_data.erased',
          data: {
            ranges: [
              [1, 2],
              [4, 4],
            ],
            ...whyErased,
          },
          private: null,
        },
      ]);
    });

    it('leaves the chain, the streams and every other field as they were', async () => {
      await written();
      const before = await log.readStored(1, 5);
      await erasable.erase([[2, 3]]);
      const after = await log.readStored(1, 5);
      expect(
        after.map(({ body, hash, previousHash, recordedAt }) => [body, hash, previousHash, recordedAt]),
      ).toEqual(
        before.map(({ body, hash, previousHash, recordedAt }) => [body, hash, previousHash, recordedAt]),
      );
      expect(await log.verify()).toMatchObject({ intact: true, head: await log.head() });
      await log.append(appendOf([to('b', 1)]));
      expect((await log.readStream('b')).map(({ erasedAt }) => erasedAt === null)).toEqual([false, true]);
      expect(await log.verify()).toMatchObject({ intact: true });
    });

    it('can follow another one', async () => {
      await written();
      await erasable.erase([[1, 1]]);
      await erasable.erase([[1, 3]]);
      expect(await comments()).toEqual([null, null, null, 'of d', 'of e']);
      expect(await log.readStream(ERASURES_STREAM)).toHaveLength(2);
      expect(await log.verify()).toMatchObject({ intact: true });
    });

    it('cannot name events that do not exist yet: nothing is erased', async () => {
      await written();
      await expect(erasable.erase([[5, 6]])).rejects.toThrow('names events before it');
      await expect(erasable.erase([[1_000, 2_000]])).resolves.not.toThrow();
      expect(await comments()).toEqual(['of a', 'of b', 'of c', 'of d', 'of e']);
      expect((await log.head()).position).toBe(5);
    });

    it('can only be recorded by erase: an append cannot claim it', async () => {
      await written();
      const claim = noted({ ranges: [[1, 1]], ...whyErased }, 'personal_data.erased');
      await expect(log.append(appendOf([to(ERASURES_STREAM, 0, claim)]))).rejects.toThrow(InvalidAppend);
      expect((await log.head()).position).toBe(5);
    });

    it('reaches the listeners of this and of another instance at their next read of a stream', async () => {
      await written();
      const other = erasable.another();
      const heard: string[] = [];
      log.onErased(() => heard.push('this'));
      const leave = other.onErased(() => heard.push('other'));
      await Promise.all([log.readStream('a'), other.readStream('a')]);
      expect(heard).toEqual([]);
      await erasable.erase([[1, 1]]);
      await log.readStream('nobody');
      await other.readStream('nobody');
      expect([...new Set(heard)].sort()).toEqual(['other', 'this']);
      heard.length = 0;
      await Promise.all([log.readStream('a'), other.readStream('a')]);
      expect(heard).toEqual([]);
      leave();
      await erasable.erase([[2, 2]]);
      await Promise.all([log.readStream('a'), other.readStream('a')]);
      expect(new Set(heard)).toEqual(new Set(['this']));
    });
  });

  describe('the fingerprint of a command', () => {
    const command = commandOf('key', { comment: 'yes' });
    const other = { ...command, payload: '{"comment":"no"}' };

    it('cannot be computed from the payload alone, and differs each time for the same payload', async () => {
      const second = commandOf('key-2', { comment: 'yes' });
      await log.append(appendOf([to('a', 0)], { command }));
      await log.append(appendOf([to('b', 0)], { command: second }));
      const found = await Promise.all([command, second].map(({ id }) => log.findCommand(id)));
      const prints = found.map((one) => one?.fingerprint);
      expect(prints[0]?.hash).not.toBe(sha256Hex(command.payload));
      expect(prints[0]?.hash).not.toBe(prints[1]?.hash);
      expect(prints[0]?.key).toMatch(/^[0-9a-f]{32}$/);
      const keyed = createHash('sha256')
        .update(prints[0]?.key ?? '', 'hex')
        .update(command.payload);
      expect(prints[0]?.hash).toBe(keyed.digest('hex'));
    });

    it('loses its key when the text of one of its events is erased: a repeat then gets the first answer, whatever its body is', async () => {
      const result = { status: 201, code: null, ids: { requestId: 'r-1' } };
      const first = await log.append(appendOf([to('a', 0), to('b', 0)], { command, result }));
      await log.append(appendOf([to('c', 0)], { command: commandOf('beside') }));
      await expect(log.append(appendOf([to('a', 2)], { command: other }))).rejects.toEqual(
        new CommandIdReused(command.id),
      );
      await erasable.erase([[2, 2]]);
      expect((await log.findCommand(command.id))?.fingerprint.key).toBeNull();
      expect((await log.findCommand(commandOf('beside').id))?.fingerprint.key).not.toBeNull();
      for (const repeat of [command, other])
        expect(await log.append(appendOf([to('a', 7)], { command: repeat }))).toEqual({
          ...first,
          repeated: true,
          result,
        });
    });
  });
}
