/**
 * Replaces the content between a section's markers, `<!-- bench:name -->` and `<!-- /bench:name -->`, in a Markdown page.
 * The rest of the page stays as it is. A missing section is added at the end.
 */
export function withSection(page: string, name: string, content: string): string {
  const begin = `<!-- bench:${name} -->`;
  const end = `<!-- /bench:${name} -->`;
  const section = `${begin}\n\n${content}\n\n${end}`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) return `${page.trimEnd()}\n\n## ${name}\n\n${section}\n`;
  return page.slice(0, from) + section + page.slice(to + end.length);
}
