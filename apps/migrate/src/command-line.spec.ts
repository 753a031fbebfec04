import { parseCommand } from './command-line.js';

describe('the command line', () => {
  it('migrates by default, and begins epochs by name', () => {
    expect(parseCommand([], 'op')).toEqual({ kind: 'migrate' });
    expect(parseCommand(['new-epoch', '--log', 'request', '--reason', 'restored'], 'op')).toEqual({
      kind: 'new-epoch',
      log: 'request',
      by: 'op',
      reason: 'restored',
    });
  });

  it.each([
    [['new-epoch']],
    [['new-epoch', '--log', 'other']],
    [['--log', 'request']],
    [['drop']],
    [['a', 'b']],
  ])('refuses %j', (args) => {
    expect(() => parseCommand(args, 'op')).toThrow(/^usage:/);
  });
});
