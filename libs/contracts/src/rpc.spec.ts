import { formatPosition, parsePositions } from './rpc.js';

describe('Countersign-Position', () => {
  it('is parsed to the same value that was formatted', () => {
    const position = { log: 'request', position: 42 } as const;
    expect(parsePositions(formatPosition(position))).toEqual([position]);
  });

  it('can name several logs', () =>
    expect(parsePositions('request=42, approval=7')).toEqual([
      { log: 'request', position: 42 },
      { log: 'approval', position: 7 },
    ]));

  it.each(['', 'request', 'request=', 'request=-1', 'request=1.5', 'mail=1', 'request=1=2', 'request=1,'])(
    'refuses %j',
    (text) => expect(parsePositions(text)).toBeUndefined(),
  );
});
