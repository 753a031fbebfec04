import { help, parseCommand, UsageError } from './command-line.js';

const context = { user: 'op', now: new Date('2026-03-01T10:00:00Z') };
const parse = (...args: string[]) => parseCommand(args, context);

describe('the command line', () => {
  it('migrates by default, and begins epochs by name', () => {
    expect(parse()).toEqual({ kind: 'migrate' });
    expect(parse('new-epoch', '--log', 'request', '--reason', 'restored')).toEqual({
      kind: 'new-epoch',
      log: 'request',
      by: 'op',
      reason: 'restored',
    });
  });

  it('rotates keys of every purpose, gradually, unless the options say otherwise', () => {
    const all = { kind: 'rotate-keys', purposes: ['ticket', 'audit'], now: false, revokesOlder: false };
    expect(parse('rotate-keys')).toEqual(all);
    expect(parse('rotate-keys', '--purpose', 'all', '--now')).toEqual({ ...all, now: true });
    expect(parse('rotate-keys', '--purpose', 'audit', '--revoke-older')).toEqual({
      kind: 'rotate-keys',
      purposes: ['audit'],
      now: true,
      revokesOlder: true,
    });
  });

  it('erases the texts of a person, under one issuer or under all', () => {
    const command = { kind: 'erase', by: 'op', reason: 'asked for it' };
    expect(parse('erase', '--person', ' a ', '--reason', 'asked for it')).toEqual({
      ...command,
      whose: { kind: 'person', id: ' a ', issuer: null },
    });
    const issuer = 'https://id.example.com/';
    expect(
      parse('erase', '--person', 'a', '--issuer', issuer, '--reason', 'asked for it', '--by', 'me'),
    ).toEqual({
      ...command,
      by: 'me',
      whose: { kind: 'person', id: 'a', issuer },
    });
  });

  it.each([
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['2026-02-28T12:00:00+02:00', '2026-02-28T10:00:00.000Z'],
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
  ])('erases what was recorded before %s', (given, before) => {
    expect(parse('erase', '--before', given, '--reason', 'old')).toMatchObject({
      whose: { kind: 'before', before },
    });
  });

  it('finds the data of a person', () => {
    expect(parse('personal-data', '--person', 'a')).toEqual({
      kind: 'personal-data',
      person: { id: 'a', issuer: null },
    });
  });

  it.each([[['help']], [['--help']], [['erase', '-h']], [['erase', '--person', 'a', '--help']]])(
    'prints help for %j',
    (args) => {
      expect(parse(...args)).toEqual({ kind: 'help' });
      expect(help()).toMatch(/erase --person <id>/);
    },
  );

  const why = ['--reason', 'r'];
  it.each([
    ['There are no keys for "tickets"', ['rotate-keys', '--purpose', 'tickets']],
    ['rotate-keys has no option --log', ['rotate-keys', '--log', 'request']],
    ['new-epoch has no option --now', ['new-epoch', '--log', 'request', '--now']],
    ['migrate has no option --revoke-older', ['--revoke-older']],
    ['nats-config has no option --by', ['nats-config', '--by', 'me']],
    ['new-epoch needs --log', ['new-epoch']],
    ['There is no log "other"; there are policy, request, approval', ['new-epoch', '--log', 'other']],
    ['migrate has no option --log', ['--log', 'request']],
    ['There is no command "drop"', ['drop']],
    ['There is no command "a b"', ['a', 'b']],
    ['There is no command "constructor"', ['constructor']],
    ["Unknown option '--force'", ['erase', '--force']],
    ['erase needs --person or --before', ['erase', ...why]],
    ['erase needs --person or --before', ['erase', '--person', '', ...why]],
    [
      'erase takes --person or --before, not both',
      ['erase', '--person', 'a', '--before', '2026-01-01', ...why],
    ],
    ['--issuer goes with --person', ['erase', '--before', '2026-01-01', '--issuer', 'https://a', ...why]],
    ['erase needs --reason', ['erase', '--person', 'a']],
    ['--reason must be a line', ['erase', '--person', 'a', '--reason', ' ']],
    ['--reason must be a line', ['erase', '--person', 'a', '--reason', 'a\nb']],
    ['--by must be a line', ['erase', '--person', 'a', '--by', 'x'.repeat(501), ...why]],
    ['--issuer must be a URL', ['erase', '--person', 'a', '--issuer', 'example', ...why]],
    ['--before "yesterday" is not a date', ['erase', '--before', 'yesterday', ...why]],
    ['--before "2026-02-30" is not a date', ['erase', '--before', '2026-02-30', ...why]],
    ['--before 2026-03-02 is in the future', ['erase', '--before', '2026-03-02', ...why]],
    ['is in the future', ['erase', '--before', '2026-03-01T10:00:00.001Z', ...why]],
    ['personal-data needs --person.', ['personal-data']],
    ['personal-data has no option --before', ['personal-data', '--before', '2026-01-01']],
  ])('says "%s" for %j', (sentence, args) => {
    expect(() => parse(...args)).toThrow(UsageError);
    expect(() => parse(...args)).toThrow(sentence);
    expect(() => parse(...args)).toThrow(/^usage: countersign-migrate$/m);
  });
});
