import { v7 as uuidv7 } from 'uuid';
import { approvalInternalRpc, approvalRpc, policyInternalRpc } from '@countersign/contracts';
import type {
  Caller,
  Decision,
  GoverningPolicy,
  PersonalDataErased,
  RecordedEvent,
  RequestSubmitted,
  SubmitBody,
  Unmatched,
} from '@countersign/contracts';
import { InMemoryEventLog, processCommand } from '@countersign/event-log';
import { recordedEventView } from '@countersign/service';
import { FixedClock } from '@countersign/platform';
import { requestStream } from '@countersign/request-domain';
import { deadlineOf } from '../deadlines/access-deadlines.js';
import { Approvals } from './approvals.js';
import { alice, callBy, governing, matching, T0, wish } from './fixtures.js';
import type { NoticeBus } from '../followed-notices.js';
import { LocalNoticeBus } from './notice-bus.js';
import { requestInstance } from './request-instance.js';

/** How the service is set up. */
export interface MemoryServiceOptions {
  policy?: GoverningPolicy | null;
  unmatched?: Unmatched;
  /** What carries the notices of the first instance; by default, all instances share one bus within the process. */
  bus?: NoticeBus;
}

/** The request service without transport and database, beside an approval service that lets everybody do everything. */
export function memoryService({
  policy = governing(),
  unmatched,
  bus = new LocalNoticeBus(),
}: MemoryServiceOptions = {}) {
  const clock = new FixedClock(T0);
  const log = new InMemoryEventLog('request', { now: () => clock.now() });
  const approvals = new Approvals(() => clock.now());
  const keys = { signWith: () => Promise.resolve('a ticket') };
  const open = (carrier: NoticeBus) => {
    const instance = requestInstance({ log, clock, keys, bus: carrier, unmatched });
    instance.rpc.on(policyInternalRpc.match, matching(policy));
    instance.rpc.on(approvalRpc.get, (asked) => approvals.state((asked as { id: string }).id));
    instance.rpc.on(approvalInternalRpc.events, async (asked) => ({
      events: await approvals.events((asked as { id: string }).id),
    }));
    return instance;
  };
  const service = open(bus);
  const follow = async (outcome: RecordedEvent | undefined): Promise<void> => {
    if (outcome) await service.follower.handle(outcome);
  };
  const eventsOf = (id: string): Promise<RecordedEvent[]> => log.readStream(requestStream(id));
  return {
    ...service,
    log,
    approvals,
    /** Another instance of the same service, with caches of its own. */
    another: (carrier = bus) => open(carrier),
    eventsOf,
    /** Submits, and opens the approval where there is to be one. @returns the id of the request */
    submit: async (body: Partial<SubmitBody> = {}, who: Caller = alice): Promise<string> => {
      const { representation } = await service.submitting.submit({ ...wish, ...body }, callBy(who));
      const [first] = await eventsOf(representation.id);
      if (first?.type === 'request.submitted')
        await approvals.open(first as unknown as RecordedEvent<RequestSubmitted>);
      return representation.id;
    },
    decide: async (
      id: string,
      who: Caller,
      decision: Decision['decision'] = 'approve',
      comment: string | null = null,
    ): Promise<void> => follow(await approvals.decide(id, who, decision, comment)),
    cancel: async (id: string, who: Caller, comment: string | null = null): Promise<void> =>
      follow(await approvals.cancel(id, who, comment)),
    expire: async (id: string): Promise<void> => follow(await approvals.expire(id)),
    /** Handles the deadline of the access now, if it has one. */
    elapse: async (id: string): Promise<void> => {
      const set = (await eventsOf(id)).findLast((event) => deadlineOf(event) !== null);
      if (!set) return;
      await service.elapsing.handle({ key: id, eventId: set.id, correlationId: id }, clock.now());
    },
    /**
     * The events of a request as its timeline reads them.
     * @param aheadMs - how far the clock of the approval service's database is ahead of the request service's
     */
    logsOf: async (id: string, aheadMs = 0) => {
      const request = (await eventsOf(id)).map((event) => recordedEventView('request', event));
      const ahead = (at: string): string =>
        new Date(Date.parse(at) + aheadMs).toISOString().replace('Z', '000Z');
      const approval = (await approvals.events(id)).map((event) => ({ ...event, at: ahead(event.at) }));
      return { request, approval };
    },
    /** Erases the private texts of everything so far in the request log, as the operator's command does. */
    erase: () => eraseAll(log),
  };
}
export type MemoryService = ReturnType<typeof memoryService>;

async function eraseAll(log: InMemoryEventLog): Promise<void> {
  const { position } = await log.head();
  const { length: version } = await log.readStream('erasures');
  const data = {
    ranges: [[1, position]],
    person: null,
    before: null,
    by: 'operator',
    reason: 'asked for',
  } satisfies PersonalDataErased['data'];
  await log.erase({
    command: processCommand('erase', uuidv7(), 0),
    result: { status: 200, code: null, ids: {} },
    events: [{ event: { type: 'personal_data.erased', schemaVersion: 1, data }, streams: ['erasures'] }],
    expected: [{ stream: 'erasures', version }],
    actor: { kind: 'service', id: 'operator' },
    personal: null,
    correlationId: 'erasure',
    causationId: null,
    traceparent: null,
  });
}
