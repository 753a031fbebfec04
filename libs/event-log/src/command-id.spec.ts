import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { httpCommand, processCommand } from './command-id.js';

const scope = {
  issuer: 'https://id.example.com',
  subject: 'alice',
  operation: 'request.submit',
  target: '',
  key: 'k',
};
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('httpCommand', () => {
  it('uses the SHA-256 of the canonical array as its id, and keeps the canonical payload', () => {
    expect(httpCommand({ ...scope, payload: { b: 1, a: 2 } })).toEqual({
      id: sha256('["http","https://id.example.com","alice","request.submit","","k"]'),
      payload: '{"a":2,"b":1}',
    });
  });

  it('gives different scopes different ids, even if their concatenated parts are equal', () => {
    const part = fc.stringMatching(/^[ab",[\]]{0,3}$/);
    const parts = fc.record({ issuer: part, subject: part, operation: part, target: part, key: part });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const same = JSON.stringify(Object.values(a)) === JSON.stringify(Object.values(b));
        expect(httpCommand({ ...a, payload: 1 }).id === httpCommand({ ...b, payload: 1 }).id).toBe(same);
      }),
    );
  });

  it('creates a new command for every call without a key', () => {
    const ids = [undefined, null, undefined].map((key) => httpCommand({ ...scope, key, payload: 1 }).id);
    expect(new Set(ids).size).toBe(3);
  });

  it('treats an empty key as a key: two calls are one command', () => {
    expect(httpCommand({ ...scope, key: '', payload: 1 })).toEqual(
      httpCommand({ ...scope, key: '', payload: 1 }),
    );
  });
});

describe('processCommand', () => {
  it('uses the SHA-256 of the canonical array as its id, whatever the payload is', () => {
    const id = sha256('["pm","approval-opener","event-1",0]');
    expect(processCommand('approval-opener', 'event-1', 0)).toEqual({ id, payload: 'null' });
    expect(processCommand('approval-opener', 'event-1', 0, { x: 1 })).toEqual({
      id,
      payload: '{"x":1}',
    });
  });

  it('differs by consumer, by event and by ordinal', () => {
    const ids = [
      processCommand('a', 'e', 0),
      processCommand('b', 'e', 0),
      processCommand('a', 'f', 0),
      processCommand('a', 'e', 1),
    ];
    expect(new Set(ids.map(({ id }) => id)).size).toBe(4);
  });
});
