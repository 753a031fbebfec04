import { isPage } from './console-pages.js';

const html = 'text/html,application/xhtml+xml,*/*;q=0.8';

it.each(['/', '/requests', '/requests/0199', '/policies/new?x=.js', '/v1beta', '/callback?code=a'])(
  'treats %s as a page only when HTML is accepted',
  (url) => {
    expect([isPage(url, html), isPage(url, 'application/json'), isPage(url, undefined)]).toEqual([
      true,
      false,
      false,
    ]);
  },
);

it.each(['/v1', '/v1/nonsense', '/v1?x', '/oidc/x', '/docs/x', '/assets/x', '/robots.txt', '/.well-known/x'])(
  'does not treat %s as a page',
  (url) => expect(isPage(url, html)).toBe(false),
);
