/** First segments of what is no page of the console: an unknown path below them stays a 404. */
const NOT_PAGES = new Set(['v1', 'oidc', 'docs', 'assets', '.well-known', '.vite']);

/**
 * Whether a GET is for a page of the console: a browser asks for HTML, below no path of the API, and for no file.
 * Which pages there are is for the console to know.
 */
export function isPage(url: string, accept: string | undefined): boolean {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  const segments = path.split('/').slice(1);
  const isFile = /\.[a-z0-9]+$/i.test(segments.at(-1) ?? '') && segments.length === 1;
  return /\btext\/html\b/.test(accept ?? '') && !NOT_PAGES.has(segments[0] ?? '') && !isFile;
}
