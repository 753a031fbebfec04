/**
 * A Markdown page with the content between a section's markers, `<!-- bench:name -->` and `<!-- /bench:name -->`,
 * replaced. What stands outside stays as it is; a section that the page does not have yet comes at its end.
 */
export function withSection(page: string, name: string, content: string): string {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const section = `${begin}\n\n${content}\n\n${end}`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) return `${page.trimEnd()}\n\n## ${name}\n\n${section}\n`;
  return page.slice(0, from) + section + page.slice(to + end.length);
}
