import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.js';

export const policyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/policies/$id',
  component: lazyRouteComponent(() => import('./policy.page.js'), 'PolicyPage'),
});

export const newPolicyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/policies/new',
  component: lazyRouteComponent(() => import('./policy.page.js'), 'NewPolicyPage'),
});
