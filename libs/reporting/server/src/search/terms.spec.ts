import { caller } from '../testing/stories.js';
import { approverQuery, approverTerm, wordTerms } from '../search/terms.js';

/** The terms that are whole words. */
const wholeWords = (texts: (string | null)[]) => wordTerms(texts).filter((term) => !term.startsWith('^'));

describe('the terms of a text', () => {
  it.each([
    ['prod-billing-db', ['prod', 'billing', 'db']],
    ['alice@example.com', ['alice', 'example', 'com']],
    ['CORP\\svc_backup INC-42', ['corp', 'svc', 'backup', 'inc', '42']],
    ['Ünplanned, größer 100%', ['ünplanned', 'grösser', '100']],
    ['e\u0301clair éclair', ['éclair']],
    ['漢字かな交じり文 नमस्ते', ['漢字かな交じり文', 'नमस्ते']],
    ['-- %% \u0000 ', []],
  ])('%j are its words, each once: %j', (text, words) => {
    expect(wholeWords([text])).toEqual(words);
  });

  it('are the words of all texts; missing texts have none', () => {
    expect(wholeWords(['prod db', null, 'db admin'])).toEqual(['prod', 'db', 'admin']);
  });

  it('are also the first one and two characters of each word, each once', () => {
    expect(wordTerms(['db data d \u{10330}\u{10331}x'])).toEqual([
      ...['db', 'data', 'd', '\u{10330}\u{10331}x'],
      ...['^d', '^db', '^da', '^\u{10330}', '^\u{10330}\u{10331}'],
    ]);
  });

  it('are cut between characters, at the length that a search can distinguish', () => {
    const [word = ''] = wordTerms([`${'\u{10330}'.repeat(150)}${'x'.repeat(2000)}`]);
    expect(Array.from(word)).toHaveLength(200);
    expect(word).toBe(`${'\u{10330}'.repeat(150)}${'x'.repeat(50)}`);
  });

  it('never equal an approver’s key', () => {
    const words = wholeWords(['=user:bob user:bob', approverTerm('user:bob')]);
    expect(words).toEqual(['user', 'bob']);
    expect(words).not.toContain(approverTerm('user:bob'));
  });
});

describe('the query for what an approver sees', () => {
  it('names the caller by id and by each group', () => {
    expect(approverQuery(caller('bob', { groups: ['managers', 'on call'] }))).toBe(
      `'=user:bob' | '=group:managers' | '=group:on call'`,
    );
  });

  it('quotes what would end a term', () => {
    expect(approverQuery(caller(`o'neil\\`))).toBe(`'=user:o''neil\\\\'`);
  });

  it('omits names that no approver can have', () => {
    const groups = ['g'.repeat(3000), 'nul\0', 'managers'];
    expect(approverQuery(caller('bob', { groups }))).toBe(`'=user:bob' | '=group:managers'`);
  });
});
