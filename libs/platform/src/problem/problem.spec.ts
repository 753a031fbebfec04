import { z } from 'zod';
import { InvalidInput, literalName, Refusal } from '@countersign/contracts';
import { fieldProblems, parseInput, toProblem } from './problem.js';

describe('problem details', () => {
  it('carry the whole refusal', () => {
    const refusal = new Refusal('account-in-use', 409, 'Bob holds it.', {
      holder: 'bob',
      until: '2026-01-31T09:00:00.000Z',
    });
    expect(toProblem(refusal, 'req-1')).toEqual({
      type: 'urn:countersign:problem:account-in-use',
      title: 'Conflict',
      status: 409,
      detail: 'Bob holds it.',
      code: 'account-in-use',
      holder: 'bob',
      until: '2026-01-31T09:00:00.000Z',
      requestId: 'req-1',
    });
  });

  it('list wrong fields', () => {
    const errors = [{ path: 'steps.0', message: 'is required' }];
    expect(toProblem(new InvalidInput(errors), 'r')).toMatchObject({
      status: 422,
      title: 'Unprocessable Entity',
      errors,
    });
  });

  it('reveal nothing of a defect, or of an object that only looks like a refusal', () => {
    for (const thrown of [
      new Error('pg: secret'),
      'secret',
      { code: 'secret', status: 200, detail: 'secret' },
      null,
    ]) {
      const body = toProblem(thrown, 'r');
      expect(body).toMatchObject({
        status: 500,
        code: 'internal',
        title: 'Internal Server Error',
        requestId: 'r',
      });
      expect(JSON.stringify(body)).not.toContain('secret');
    }
  });

  it('cannot be overridden by the data of a refusal', () => {
    const refusal = new Refusal('no', 409, 'No.', {
      code: 'yes',
      status: 200,
      detail: 'Yes.',
      type: 'x',
      requestId: 'y',
    });
    expect(toProblem(refusal, 'r')).toMatchObject({ code: 'no', status: 409, detail: 'No.', requestId: 'r' });
  });
});

function refusalOf(run: () => unknown): InvalidInput {
  try {
    run();
  } catch (error) {
    if (error instanceof InvalidInput) return error;
  }
  throw new Error('was not refused');
}

describe('input', () => {
  const schema = z.strictObject({
    steps: z.array(z.strictObject({ name: z.string(), n: z.number().max(3) })),
  });

  it('is parsed by the schema', () => {
    expect(parseInput(z.strictObject({ n: z.coerce.number().default(2) }), {})).toEqual({ n: 2 });
  });

  it('is refused with the path of every wrong field', () => {
    const given = { steps: [{ n: 9, nmae: 'x' }], 'ste.ps': 1 };
    expect(refusalOf(() => parseInput(schema, given)).errors).toEqual(
      expect.arrayContaining([
        { path: 'steps.0.name', message: 'is required' },
        { path: 'steps.0.n', message: expect.stringContaining('3') as string },
        { path: 'steps.0.nmae', message: 'is not a known field' },
        { path: 'ste.ps', message: 'is not a known field' },
      ]),
    );
  });

  it('distinguishes wrong fields from missing fields', () => {
    const body = z.strictObject({
      n: z.number(),
      count: z.coerce.number(),
      flag: z.stringbool(),
      one: z.enum(['a', 'b']),
      many: z.array(z.literal('a')),
      gone: z.string(),
    });
    const given = { n: null, count: 'x', flag: 'maybe', one: 'c', many: ['b'] };
    const refusal = refusalOf(() => parseInput(body, given));
    const required = refusal.errors.filter(({ message }) => message === 'is required');
    expect(refusal.errors).toHaveLength(6);
    expect(required).toEqual([{ path: 'gone', message: 'is required' }]);
  });

  it('is never refused with more than 50 problems', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`x${i}`, 1]));
    expect(fieldProblems(schema.safeParse(many).error!)).toHaveLength(50);
  });
});

describe('a name with characters that cannot be seen', () => {
  const schema = z.strictObject({ resource: literalName, account: literalName, steps: z.number() });

  it('is an invalid name, whose sentence names the character and its place; other wrong fields follow', () => {
    const input = { resource: 'prod\u202edb', account: 'root\u200b', steps: 'x' };
    expect(thrownBy(() => parseInput(schema, input))).toMatchObject({
      code: 'invalid-name',
      status: 422,
      message: 'resource must not contain U+202E, which changes the direction of text, as character 5.',
      errors: [{ path: 'resource' }, { path: 'account' }, { path: 'steps' }],
    });
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
