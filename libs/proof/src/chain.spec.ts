import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { eventHash, formatMicros, genesisHash, parseMicros } from './chain.js';

const link = {
  previousHash: '00'.repeat(32),
  position: 1,
  recordedAtMicros: 1_769_850_000_123_456,
  body: '{"a":"ä"}',
};

describe('the chain', () => {
  it('hashes as documented', () => {
    const body = createHash('sha256').update(Buffer.from(link.body, 'utf8')).digest('hex');
    const bytes = `${link.previousHash}0000000000000001${link.recordedAtMicros.toString(16).padStart(16, '0')}${body}`;
    expect(eventHash(link)).toBe(createHash('sha256').update(Buffer.from(bytes, 'hex')).digest('hex'));
  });

  it('hashes every integer that a row can hold, also what somebody made negative', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), (position, recordedAtMicros) => {
        const numbers = Buffer.alloc(16);
        numbers.writeBigInt64BE(BigInt(position), 0);
        numbers.writeBigInt64BE(BigInt(recordedAtMicros), 8);
        const body = createHash('sha256').update(link.body).digest();
        const whole = Buffer.concat([Buffer.from(link.previousHash, 'hex'), numbers, body]);
        const hash = createHash('sha256').update(whole).digest('hex');
        expect(eventHash({ ...link, position, recordedAtMicros })).toBe(hash);
      }),
    );
  });

  it('starts as documented', () => {
    const bytes = `${Buffer.from('countersign/log/2').toString('hex')}000123456789abcdef0123456789abcdef00${Buffer.from('policy').toString('hex')}`;
    expect(genesisHash('01234567-89ab-cdef-0123-456789abcdef', 'policy')).toBe(
      createHash('sha256').update(Buffer.from(bytes, 'hex')).digest('hex'),
    );
  });

  it('changes with every part of the hashed input', () => {
    const other = {
      previousHash: '01'.repeat(32),
      position: 2,
      recordedAtMicros: link.recordedAtMicros + 1,
      body: '{"a":"a"}',
    };
    for (const field of Object.keys(other) as (keyof typeof other)[]) {
      expect(eventHash({ ...link, [field]: other[field] })).not.toBe(eventHash(link));
    }
  });

  it('writes and reads times to the microsecond', () => {
    expect(formatMicros(link.recordedAtMicros)).toBe('2026-01-31T09:00:00.123456Z');
    const micros = fc.integer({ min: 0, max: 4_102_444_800_000_000 });
    fc.assert(fc.property(micros, (at) => expect(parseMicros(formatMicros(at))).toBe(at)));
  });

  it.each([
    '2026-01-31T09:00:00.123Z',
    '2026-01-31T09:00:00.123456+01:00',
    '2026-13-31T09:00:00.123456Z',
    '',
  ])('refuses the time %j', (text) => {
    expect(() => parseMicros(text)).toThrow(RangeError);
  });
});
