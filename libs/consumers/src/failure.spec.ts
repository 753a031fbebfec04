import { JetStreamApiError, JetStreamError } from '@nats-io/jetstream';
import { NoRespondersError, TimeoutError } from '@nats-io/nats-core';
import { DatabaseError } from 'pg';
import { NotFound, Refusal, Unavailable } from '@countersign/contracts';
import { LogUnavailable, OutcomeUnknown, WrongExpectedVersion } from '@countersign/event-log';
import { CursorMoved } from './cursor-store.js';
import { RetriedElsewhere } from './parked-store.js';
import { describe as describeError, isEnvironmental, tookTooLong } from './failure.js';

const answered = (code: string): DatabaseError =>
  Object.assign(new DatabaseError('no', 2, 'error'), { code });
const network = (code: string): Error => Object.assign(new Error('no'), { code });

/** What failed, and its error. */
type Failure = [what: string, error: unknown];

describe('a failure', () => {
  it.each<Failure>([
    ['a service that answers 503', new Unavailable('The approval service')],
    ['a log without its database', new LogUnavailable('gone')],
    ['an append whose outcome is unknown', new OutcomeUnknown('the answer was lost')],
    ['a stream that has moved on', new WrongExpectedVersion('s', 1, 2)],
    ['another leader', new CursorMoved('c', 'request', 1)],
    ['a retry by another instance', new RetriedElsewhere('c', 'request', 1)],
    ['NATS without an answer', new TimeoutError()],
    ['a service that does not listen', new NoRespondersError('subject')],
    ['JetStream without an answer', new JetStreamError('no')],
    ['a stream that is missing', new JetStreamApiError({ code: 404, err_code: 10059, description: 'no' })],
    ['a call that was aborted', Object.assign(new Error('no'), { name: 'AbortError' })],
    ['a deadlock', answered('40P01')],
    ['an ended connection', answered('57P01')],
    ['a full disk', answered('53100')],
    ['a table that is not there yet', answered('42P01')],
    ['a refused connection', network('ECONNREFUSED')],
    ['a broken connection', network('EPIPE')],
    ['a refused connection at every address', new AggregateError([network('ECONNREFUSED')])],
    ['a network error as a cause', new Error('outer', { cause: network('ECONNRESET') })],
    ['a connection lost in a query', new Error('Connection terminated unexpectedly')],
  ])('is environmental: %s', (_, error) => {
    expect(isEnvironmental(error)).toBe(true);
  });

  it.each<Failure>([
    ['a programming error', new TypeError('undefined is not a function')],
    ['a value that does not fit', answered('22001')],
    ['a broken constraint', answered('23505')],
    ['a refusal of the domain', new Refusal('not-pending', 409, 'It has ended.')],
    ['nothing there', new NotFound('request')],
    ['a text', 'text'],
    ['an error that only has the name of one', Object.assign(new Error('no'), { name: 'LogUnavailable' })],
  ])('is caused by the event: %s', (_, error) => {
    expect(isEnvironmental(error)).toBe(false);
  });

  it('is recognised as a statement that took too long', () => {
    expect([answered('57014'), answered('57P01'), new Error('slow')].map(tookTooLong)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('is described in one line', () => {
    expect(describeError(new TypeError('no'))).toBe('TypeError: no');
    expect(describeError('no')).toBe('no');
  });

  it('is described without characters that PostgreSQL cannot store', () => {
    expect(describeError(new Error('a\0b'))).toBe('Error: a\ufffdb');
  });
});
