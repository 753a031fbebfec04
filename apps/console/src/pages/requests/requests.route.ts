import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.js';
import { requestsSearchOf } from './requests-search.js';

export const requestsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/requests',
  validateSearch: requestsSearchOf,
  component: lazyRouteComponent(() => import('./requests.page.js'), 'RequestsPage'),
});
