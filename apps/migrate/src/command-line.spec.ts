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

  it('rotates keys of every purpose, in time, unless told otherwise', () => {
    const all = { kind: 'rotate-keys', purposes: ['ticket', 'audit'], now: false, revokesOlder: false };
    expect(parseCommand(['rotate-keys'], 'op')).toEqual(all);
    expect(parseCommand(['rotate-keys', '--purpose', 'all', '--now'], 'op')).toEqual({ ...all, now: true });
    expect(parseCommand(['rotate-keys', '--purpose', 'audit', '--revoke-older'], 'op')).toEqual({
      ...{ kind: 'rotate-keys', purposes: ['audit'], now: true, revokesOlder: true },
    });
  });

  it.each([
    [['rotate-keys', '--purpose', 'tickets']],
    [['rotate-keys', '--log', 'request']],
    [['new-epoch', '--log', 'request', '--now']],
    [['--revoke-older']],
    [['nats-config', '--by', 'me']],
    [['new-epoch']],
    [['new-epoch', '--log', 'other']],
    [['--log', 'request']],
    [['drop']],
    [['a', 'b']],
  ])('refuses %j', (args) => {
    expect(() => parseCommand(args, 'op')).toThrow(/^usage:/);
  });
});
