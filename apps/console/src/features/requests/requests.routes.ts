import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.js';
import { requestsSearchOf } from './list/requests-search.js';

export const requestsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/requests',
  validateSearch: requestsSearchOf,
  component: lazyRouteComponent(() => import('./list/requests.page.js'), 'RequestsPage'),
});

export const requestRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/requests/$id',
  component: lazyRouteComponent(() => import('./detail/request.page.js'), 'RequestPage'),
});

/** The target of a new request, so that a link can fill it in. */
interface RequestAccessSearch {
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
  component: lazyRouteComponent(() => import('./new/request-access.page.js'), 'RequestAccessPage'),
});

/** The router reads `?account=42` as a number. */
function nameIn(key: keyof RequestAccessSearch, value: unknown): RequestAccessSearch {
  const isName = (typeof value === 'string' && value !== '') || typeof value === 'number';
  return isName ? { [key]: String(value).slice(0, 256) } : {};
}
