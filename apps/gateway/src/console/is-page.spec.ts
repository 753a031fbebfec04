import { isPage } from './is-page.js';

const html = 'text/html,application/xhtml+xml,*/*;q=0.8';

test.each(['/', '/requests', '/requests/0199', '/policies/new?x=.js', '/v1beta', '/callback?code=a'])(
  '%s is a page when a browser asks for HTML, else it is not',
  (url) => {
    expect([isPage(url, html), isPage(url, 'application/json'), isPage(url, undefined)]).toEqual([
      true,
      false,
      false,
    ]);
  },
);

test.each([
  '/v1',
  '/v1/nonsense',
  '/v1?x',
  '/oidc/x',
  '/docs/x',
  '/assets/x',
  '/robots.txt',
  '/.well-known/x',
])('%s is no page', (url) => expect(isPage(url, html)).toBe(false));
