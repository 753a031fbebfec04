import { idempotencyKeyOf, positionsOf } from './request-headers.js';

const malformed = expect.objectContaining({ status: 400, code: 'malformed-header' }) as Error;

describe('Idempotency-Key', () => {
  it('is optional, and used as written', () => {
    expect(idempotencyKeyOf(undefined)).toBeNull();
    expect(idempotencyKeyOf('k'.repeat(255))).toHaveLength(255);
  });

  it.each(['', 'k'.repeat(256), 'two words', 'schlüssel', 'a\u0000b'])('refuses %p', (header) => {
    expect(() => idempotencyKeyOf(header)).toThrow(malformed);
  });
});

describe('Countersign-Position', () => {
  it('reads one or several positions', () => {
    expect(positionsOf(undefined)).toEqual([]);
    expect(positionsOf('request=42, approval=7')).toEqual([
      { log: 'request', position: 42 },
      { log: 'approval', position: 7 },
    ]);
  });

  it.each([
    '',
    'request',
    'request=',
    'request=-1',
    'vault=1',
    'request=1;approval=2',
    Array(11).fill('request=1').join(),
  ])('refuses %p', (header) => {
    expect(() => positionsOf(header)).toThrow(malformed);
  });
});
