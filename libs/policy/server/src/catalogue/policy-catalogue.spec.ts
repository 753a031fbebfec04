import type { DomainEvent, PersonalDataErased, PolicyEvent } from '@countersign/contracts';
import { InMemoryEventLog, LogUnavailable, processCommand } from '@countersign/event-log';
import type { Append, EventLog } from '@countersign/event-log';
import { policyStreamsOf } from '@countersign/policy-domain';
import { content } from '../testing/policy-service.js';
import { PolicyCatalogue } from './policy-catalogue.js';

let commands = 0;

async function save(log: EventLog, id: string, name: string): Promise<void> {
  const created: PolicyEvent = {
    type: 'policy.created',
    schemaVersion: 1,
    data: { policyId: id, version: 1, content: content(name) },
  };
  await log.append(appendOf(created, policyStreamsOf(created)));
}

/** Erin appends one event to streams of which it is the first. */
function appendOf(event: DomainEvent, streams: string[]): Append {
  return {
    command: processCommand('spec', String(commands++), 0),
    result: { status: 201, code: null, ids: {} },
    events: [{ event, streams }],
    expected: streams.map((stream) => ({ stream, version: 0 })),
    actor: { kind: 'person', issuer: 'https://idp.example', id: 'erin' },
    personal: { name: 'Erin Ellis', email: 'erin@example.com', address: null, userAgent: null },
    correlationId: 'spec',
    causationId: null,
    traceparent: null,
  };
}

/** Erases the personal data of the first events. */
async function eraseUpTo(log: InMemoryEventLog, last: number): Promise<void> {
  const erased: PersonalDataErased = {
    type: 'personal_data.erased',
    schemaVersion: 1,
    data: { ranges: [[1, last]], person: null, before: null, by: 'root', reason: 'asked' },
  };
  await log.erase(appendOf(erased, policyStreamsOf(erased)));
}

/** A log whose database can be exchanged for another, as a restore does. */
function exchangeable(first: EventLog): { log: EventLog; exchange(other: EventLog): void } {
  let now = first;
  const log = new Proxy(first, {
    get: (_, key) => {
      const value: unknown = Reflect.get(now, key);
      return typeof value === 'function' ? (value.bind(now) as unknown) : value;
    },
  });
  return { log, exchange: (other) => void (now = other) };
}

const namesIn = async (catalogue: PolicyCatalogue): Promise<string[]> =>
  (await catalogue.current()).all().map((policy) => policy.content.name);

describe('the catalogue', () => {
  it('contains everything up to the head, over any number of pages', async () => {
    const log = new InMemoryEventLog('policy');
    const catalogue = new PolicyCatalogue(log);
    expect(await namesIn(catalogue)).toEqual([]);
    const expected = Array.from({ length: 1_100 }, (_, i) => `p${String(i)}`);
    for (const name of expected) await save(log, name, name);
    expect(await namesIn(catalogue)).toEqual(expected);
    await save(log, 'last', 'last');
    expect(await namesIn(catalogue)).toEqual([...expected, 'last']);
  });

  it('reads the head after the call has begun, not before', async () => {
    const log = new InMemoryEventLog('policy');
    const catalogue = new PolicyCatalogue(log);
    const empty = await log.head();
    let answer: () => void = () => undefined;
    const slow = new Promise<typeof empty>((resolve) => (answer = () => resolve(empty)));
    jest.spyOn(log, 'head').mockReturnValueOnce(slow);
    const early = namesIn(catalogue);
    await save(log, 'a', 'a');
    const late = namesIn(catalogue);
    answer();
    expect(await Promise.all([early, late])).toEqual([[], ['a']]);
  });

  it.each([
    ['shorter', ['x']],
    ['as long', ['x', 'y']],
    ['longer', ['x', 'y', 'z']],
  ])('is read again when the log was restored to another past that is %s', async (_, names) => {
    const before = new InMemoryEventLog('policy');
    const after = new InMemoryEventLog('policy');
    for (const name of ['a', 'b']) await save(before, name, name);
    for (const name of names) await save(after, name, name);
    const { log, exchange } = exchangeable(before);
    const catalogue = new PolicyCatalogue(log);
    expect(await namesIn(catalogue)).toEqual(['a', 'b']);
    exchange(after);
    expect(await namesIn(catalogue)).toEqual(names);
  });

  it('refuses to answer while the log does not, and answers again when it does', async () => {
    const log = new InMemoryEventLog('policy');
    await save(log, 'a', 'a');
    const catalogue = new PolicyCatalogue(log);
    expect(await namesIn(catalogue)).toEqual(['a']);
    const head = jest.spyOn(log, 'head').mockRejectedValueOnce(new LogUnavailable('down'));
    await expect(catalogue.current()).rejects.toMatchObject({ code: 'unavailable', status: 503 });
    head.mockRestore();
    expect(await namesIn(catalogue)).toEqual(['a']);
  });

  it('ignores events of unknown types', async () => {
    const log = new InMemoryEventLog('policy');
    await log.append(
      appendOf({ type: 'policy.shelved', schemaVersion: 1, data: { policyId: 'a' } }, ['policy-a']),
    );
    await save(log, 'b', 'b');
    expect(await namesIn(new PolicyCatalogue(log))).toEqual(['b']);
  });

  const authorsIn = async (catalogue: PolicyCatalogue) =>
    (await catalogue.current()).all().map(({ createdBy: { name, erasedAt } }) => [name, erasedAt !== null]);

  it('drops erased names that it had read before', async () => {
    const log = new InMemoryEventLog('policy');
    for (const name of ['a', 'b']) await save(log, name, name);
    const catalogue = new PolicyCatalogue(log);
    expect(await authorsIn(catalogue)).toEqual([
      ['Erin Ellis', false],
      ['Erin Ellis', false],
    ]);
    await eraseUpTo(log, 1);
    await save(log, 'c', 'c');
    expect(await authorsIn(catalogue)).toEqual([
      [null, true],
      ['Erin Ellis', false],
      ['Erin Ellis', false],
    ]);
  });

  it('drops names that are erased while it reads', async () => {
    const log = new InMemoryEventLog('policy');
    for (let i = 0; i < 510; i++) await save(log, `p${i}`, `p${i}`);
    const readFrom = log.readFrom.bind(log);
    let pages = 0;
    jest.spyOn(log, 'readFrom').mockImplementation(async (position, limit) => {
      const page = await readFrom(position, limit);
      if (++pages === 1) await eraseUpTo(log, 1);
      return page;
    });
    expect((await authorsIn(new PolicyCatalogue(log)))[0]).toEqual([null, true]);
    expect(pages).toBe(4);
  });

  it('reads the log only once if all its erasures are older', async () => {
    const log = new InMemoryEventLog('policy');
    await save(log, 'a', 'a');
    await eraseUpTo(log, 1);
    const reads = jest.spyOn(log, 'readFrom');
    expect(await authorsIn(new PolicyCatalogue(log))).toEqual([[null, true]]);
    expect(reads).toHaveBeenCalledTimes(1);
  });
});
