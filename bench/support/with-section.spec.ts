import { withSection } from './with-section.js';

const page = '# P\n\nBefore.\n\n<!-- bench:a -->\nold\n<!-- /bench:a -->\n\nAfter $&.\n';

describe('withSection', () => {
  it('replaces only the text between the markers', () => {
    expect(withSection(page, 'a', 'new $1')).toBe(
      '# P\n\nBefore.\n\n<!-- bench:a -->\n\nnew $1\n\n<!-- /bench:a -->\n\nAfter $&.\n',
    );
  });

  it('gives the same result a second time', () => {
    expect(withSection(withSection(page, 'a', 'x'), 'a', 'x')).toBe(withSection(page, 'a', 'x'));
  });

  it('adds a section that the page does not have', () => {
    expect(withSection(page, 'b', 'new')).toBe(
      `${page}\n## b\n\n<!-- bench:b -->\n\nnew\n\n<!-- /bench:b -->\n`,
    );
  });
});
