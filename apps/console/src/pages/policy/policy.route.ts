import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.js';

export const policyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/policies/$id',
  component: lazyRouteComponent(() => import('./policy.page.js'), 'PolicyPage'),
});

/** `from`: the policy that the new one is to begin as a copy of. */
export const newPolicyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/policies/new',
  validateSearch: ({ from }: Record<string, unknown>): { from?: string } =>
    typeof from === 'string' ? { from } : {},
  component: lazyRouteComponent(() => import('./wizard.page.js'), 'NewPolicyPage'),
});

export const editPolicyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/policies/$id/edit',
  component: lazyRouteComponent(() => import('./wizard.page.js'), 'EditPolicyPage'),
});
