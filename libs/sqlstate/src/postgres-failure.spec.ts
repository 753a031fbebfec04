import { runInNewContext } from 'node:vm';
import { DatabaseError } from 'pg';
import { isMadeMeanwhile, mayConnectLater, postgresFailure } from './postgres-failure.js';

const answered = (code: string, severity = 'ERROR'): DatabaseError =>
  Object.assign(new DatabaseError('no', 2, 'error'), { code, severity });
const network = (code: string): Error => Object.assign(new Error('no'), { code });

describe('postgresFailure', () => {
  it.each([
    ['08006', 'not-now'],
    ['25006', 'not-now'],
    ['25P02', 'not-now'],
    ['28P01', 'not-now'],
    ['53100', 'not-now'],
    ['53300', 'not-now'],
    ['55P03', 'not-now'],
    ['57P03', 'not-now'],
    ['58030', 'not-now'],
    ['57014', 'cancelled'],
    ['40001', 'conflict'],
    ['40P01', 'conflict'],
    ['3D000', 'not-installed'],
    ['3F000', 'not-installed'],
    ['42P01', 'not-installed'],
    ['42703', 'not-installed'],
    ['42501', 'not-installed'],
    ['22001', 'refused'],
    ['23505', 'refused'],
    ['42601', 'refused'],
    ['XX000', 'refused'],
  ])('classifies SQLSTATE %s as %s', (code, failure) => {
    expect(postgresFailure(answered(code))).toBe(failure);
  });

  it.each(['FATAL', 'PANIC'])('treats an answer of severity %s as the end of the connection', (severity) => {
    expect(postgresFailure(answered('57P01', severity))).toBe('lost');
  });

  it.each<[string, unknown]>([
    ['a refused connection', network('ECONNREFUSED')],
    ['a broken connection', network('EPIPE')],
    ['a refused connection at every address', new AggregateError([network('ECONNREFUSED')])],
    ['a connection that ended during a query', new Error('Connection terminated unexpectedly')],
    ['a query without an answer', new Error('Query read timeout')],
    ['a connection that was not made in time', new Error('timeout expired')],
    ['a pool without a free connection', new Error('timeout exceeded when trying to connect')],
    ['a pool that has ended', new Error('Cannot use a pool after calling end on the pool')],
  ])('classifies a missing answer as lost: %s', (_, error) => {
    expect(postgresFailure(error)).toBe('lost');
  });

  it('unwraps the error that TypeORM makes of an answer', () => {
    const wrapped = Object.assign(new Error('no'), { driverError: answered('57014') });
    expect(postgresFailure(wrapped)).toBe('cancelled');
  });

  it.each<[string, unknown]>([
    ['a programming error', new TypeError('undefined is not a function')],
    ['an error with a code of another kind', network('ENOENT')],
    ['an error that only looks like an answer', network('57P01')],
    ['a text', 'text'],
  ])('does not classify %s', (_, error) => {
    expect(postgresFailure(error)).toBeUndefined();
  });
});

it.each([
  ['23505', true],
  ['42P06', true],
  ['42P07', true],
  ['42710', true],
  ['42P01', false],
])('isMadeMeanwhile of SQLSTATE %s is %s', (code, expected) => {
  expect(isMadeMeanwhile(answered(code))).toBe(expected);
});

describe('mayConnectLater', () => {
  it('knows an error of another context, as those of Node are under Jest', () => {
    const error: unknown = runInNewContext("Object.assign(new Error('no'), { code: 'ECONNREFUSED' })");
    expect(error).not.toBeInstanceOf(Error);
    expect([mayConnectLater(error), postgresFailure(error)]).toEqual([true, 'lost']);
  });

  it.each<[string, unknown]>([
    ['a server that is not there yet', network('ECONNREFUSED')],
    ['a server that went away', network('ECONNRESET')],
    ['a server that does not answer', new Error('timeout expired')],
    ['a server that is recovering', answered('57P03', 'FATAL')],
    ['a server without a free connection', answered('53300', 'FATAL')],
  ])('is true for %s', (_, error) => {
    expect(mayConnectLater(error)).toBe(true);
  });

  it.each<[string, unknown]>([
    ['a wrong password', answered('28P01', 'FATAL')],
    ['an unknown role', answered('28000', 'FATAL')],
    ['a missing database', answered('3D000', 'FATAL')],
    ['a role that may not connect', answered('42501', 'FATAL')],
    ['a defect', new TypeError('undefined is not a function')],
  ])('is false for %s', (_, error) => {
    expect(mayConnectLater(error)).toBe(false);
  });
});
