import type { CloudEvent } from '@countersign/contracts';
import type { MirrorMessage } from '@countersign/mirror';
import { MirrorDamaged } from '@countersign/mirror';
import { assertChained, CursorDiverged } from './cursor-standing.js';

const message = (sequence: number, previoushash: string, hash: string, named = sequence): MirrorMessage => ({
  event: { sequence: String(named), previoushash, hash } as CloudEvent,
  sequence,
  pending: 0,
});
const who = { consumer: 'counting', log: 'request' } as const;
const cursor = { position: 4, hash: 'd', generation: 0 };

describe('events from a mirror', () => {
  it('follow the cursor and each other', () => {
    expect(() => assertChained(who, [message(5, 'd', 'e'), message(6, 'e', 'f')], cursor)).not.toThrow();
    expect(() =>
      assertChained(who, [message(1, 'genesis', 'a')], { position: 0, hash: null, generation: 0 }),
    ).not.toThrow();
  });

  it.each([
    ['whose first event does not follow the cursor', [message(5, 'x', 'e')]],
    ['in which a later event does not follow the previous one', [message(5, 'd', 'e'), message(6, 'x', 'f')]],
  ])('%s are refused', (_, messages) => {
    expect(() => assertChained(who, messages, cursor)).toThrow(CursorDiverged);
  });

  it('that name another position than their sequence are no events of the mirror', () => {
    expect(() => assertChained(who, [message(5, 'd', 'e', 6)], cursor)).toThrow(MirrorDamaged);
  });
});
