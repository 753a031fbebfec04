import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.js';

/** What to ask for, so that a link can say it. */
export interface RequestAccessSearch {
  resource?: string;
  account?: string;
}

export const requestAccessRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/request-access',
  validateSearch: ({ resource, account }: Record<string, unknown>): RequestAccessSearch => ({
    ...nameIn('resource', resource),
    ...nameIn('account', account),
  }),
  component: lazyRouteComponent(() => import('./request-access.page.js'), 'RequestAccessPage'),
});

/** The router reads `?account=42` as a number. */
function nameIn(key: keyof RequestAccessSearch, value: unknown): RequestAccessSearch {
  const isName = (typeof value === 'string' && value !== '') || typeof value === 'number';
  return isName ? { [key]: String(value).slice(0, 256) } : {};
}
