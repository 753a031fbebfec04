import { seeded } from '../random.js';
import { NatsDuplicates } from './nats-duplicates.js';
import { NatsFrames } from './nats-frames.js';

const CALL = 'HPUB countersign.rpc.request.submit _INBOX.1 12 14\r\nNATS/1.0\r\n\r\n{}\r\n';
const DELIVERED = 'MSG countersign.rpc.request.submit 3 _INBOX.1 4\r\n\r\n\r\n\r\n';
const EVENT = 'MSG _INBOX.2 4 $JS.ACK.COUNTERSIGN_REQUEST.c.1.1.1.1.0 2\r\n{}\r\n';
const CONTROL = 'INFO {"a":1}\r\nPING\r\n+OK\r\n';
const PUBLISHED = 'PUB countersign.request.request.submitted.x _INBOX.3 2\r\n{}\r\n';

/** Feeds the text in pieces of one byte, of seven bytes, and whole. */
function passed(direction: 'toServer' | 'toClient', text: string, on = true): string[] {
  return [1, 7, text.length].map((size) => {
    const duplicates = new NatsDuplicates(seeded('test'));
    duplicates.on = on;
    const filter = duplicates.filters()[direction];
    const bytes = Buffer.from(text);
    const out: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size) out.push(filter(bytes.subarray(at, at + size)));
    return Buffer.concat(out).toString();
  });
}

const always = (text: string): string[] => [text, text, text];

describe('repeated messages', () => {
  it('include calls as published by their sender, and nothing else that it sends', () => {
    expect(passed('toServer', CONTROL + CALL + PUBLISHED)).toEqual(always(CONTROL + CALL + CALL + PUBLISHED));
  });

  it('include delivered messages, whatever their payload looks like', () => {
    expect(passed('toClient', DELIVERED + CONTROL)).toEqual(always(DELIVERED + DELIVERED + CONTROL));
  });

  it('include some deliveries of JetStream', () => {
    const counts = passed('toClient', EVENT.repeat(1000)).map((text) => text.length / EVENT.length);
    for (const n of counts) {
      expect(n).toBeGreaterThan(1000);
      expect(n).toBeLessThan(1100);
    }
  });

  it('do not occur while it is switched off', () => {
    expect(passed('toServer', CALL + PUBLISHED, false)).toEqual(always(CALL + PUBLISHED));
    expect(passed('toClient', DELIVERED + EVENT + CONTROL, false)).toEqual(
      always(DELIVERED + EVENT + CONTROL),
    );
  });
});

describe('frames', () => {
  it('know their subject and reply', () => {
    const [frame] = new NatsFrames().take(Buffer.from(DELIVERED));
    expect(frame).toMatchObject({
      op: 'MSG',
      args: ['countersign.rpc.request.submit', '3', '_INBOX.1', '4'],
    });
  });
});
