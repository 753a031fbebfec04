import type { PolicyEvent } from '@countersign/contracts';
import { InMemoryEventLog, LogUnavailable, processCommand } from '@countersign/event-log';
import type { EventLog } from '@countersign/event-log';
import { policyStream } from '../policy-streams.js';
import { content } from '../testing/policy-service.js';
import { PolicyCatalogue } from './policy-catalogue.js';

let commands = 0;

async function save(log: EventLog, id: string, name: string): Promise<void> {
  const created: PolicyEvent = {
    type: 'policy.created',
    schemaVersion: 1,
    data: { policyId: id, content: content(name) },
  };
  await log.append({
    command: processCommand('spec', String(commands++), 0),
    result: { status: 201, code: null, ids: {} },
    streams: [{ stream: policyStream(id), expectedVersion: 0, events: [created] }],
    actor: { kind: 'service', id: 'spec' },
    correlationId: 'spec',
    causationId: null,
    traceparent: null,
  });
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
  it('has everything up to the head, over any number of pages', async () => {
    const log = new InMemoryEventLog('policy');
    const catalogue = new PolicyCatalogue(log);
    expect(await namesIn(catalogue)).toEqual([]);
    const expected = Array.from({ length: 1_100 }, (_, i) => `p${String(i)}`);
    for (const name of expected) await save(log, name, name);
    expect(await namesIn(catalogue)).toEqual(expected);
    await save(log, 'last', 'last');
    expect(await namesIn(catalogue)).toEqual([...expected, 'last']);
  });

  it('asks for the head after it was asked, not before', async () => {
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
  ])('is read anew when the log was restored to another past that is %s', async (_, names) => {
    const [before, after] = [new InMemoryEventLog('policy'), new InMemoryEventLog('policy')];
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

  it('passes over events of types it does not know', async () => {
    const log = new InMemoryEventLog('policy');
    const reserved = { type: 'policy.name_reserved', schemaVersion: 1, data: { policyId: 'a', name: 'a' } };
    await log.append({
      command: processCommand('spec', 'names', 0),
      result: { status: 201, code: null, ids: {} },
      streams: [
        {
          stream: 'policy_name-1',
          expectedVersion: 0,
          events: [reserved, { ...reserved, type: 'policy.shelved' }],
        },
      ],
      actor: { kind: 'service', id: 'spec' },
      correlationId: 'spec',
      causationId: null,
      traceparent: null,
    });
    await save(log, 'a', 'a');
    expect(await namesIn(new PolicyCatalogue(log))).toEqual(['a']);
  });
});
