import { InvalidInput } from '@countersign/contracts';
import { z } from 'zod';
import { ContractPipe } from './contract.pipe.js';

const schema = z.strictObject({ size: z.coerce.number().default(1), name: z.string().optional() });
const pipe = new ContractPipe();
const check = (value: unknown, type: 'body' | 'query' = 'body') => pipe.transform(value, { type, schema });

/** The fields a value is refused for. */
function refused(value: unknown): string[] {
  try {
    check(value);
    return [];
  } catch (error) {
    return (error as InvalidInput).errors.map(({ path }) => path);
  }
}

describe('ContractPipe', () => {
  it('passes on the written value, not the parsed value', () => {
    expect(check({ size: '2' }, 'query')).toEqual({ size: '2' });
  });

  it('treats a missing body as empty, but no other missing value', () => {
    expect(check(undefined)).toEqual({});
    expect(() => check(null)).toThrow(InvalidInput);
  });

  it('names every wrong and every unknown field', () => {
    expect(refused({ name: 1, sizes: 2, nmae: 3 }).sort()).toEqual(['name', 'nmae', 'sizes']);
  });

  it('ignores parameters without a contract', () => {
    expect(pipe.transform(undefined, { type: 'custom' })).toBeUndefined();
  });
});
