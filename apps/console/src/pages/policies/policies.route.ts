import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.js';
import { policyFilters } from './policy-filters.js';

export const policiesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/policies',
  validateSearch: policyFilters,
  component: lazyRouteComponent(() => import('./policies.page.js'), 'PoliciesPage'),
});
