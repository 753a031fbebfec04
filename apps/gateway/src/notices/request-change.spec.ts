import { randomUUID } from 'node:crypto';
import type { MirroredEvent } from '@countersign/mirror';
import { changeOf } from './request-change.js';

const ID = '0199f3b4-91d7-7c3a-b0f5-6f2e8a4d1c55';
const onStream = (subject: string) => ({ sequence: 7, event: { subject } }) as MirroredEvent;

describe('the request of an event', () => {
  it('is taken from its stream', () => {
    expect(changeOf('request', onStream(`request-${ID}`))).toEqual({
      requestId: ID,
      at: { log: 'request', position: 7 },
    });
    expect(changeOf('approval', onStream(`approval-${ID}`))?.at.log).toBe('approval');
  });

  it.each([`account-${ID}`, `slot-${ID}`, `ticket-${ID}`, 'attempts-2026-01-31-x', `approval-${ID}`, ID])(
    'is undefined for the stream %s of the request log',
    (stream) => expect(changeOf('request', onStream(stream))).toBeUndefined(),
  );

  it('is undefined for a malformed id', () =>
    expect(changeOf('request', onStream(`request-${randomUUID()}`))).toBeUndefined());
});
