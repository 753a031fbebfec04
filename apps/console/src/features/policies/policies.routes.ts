import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.js';
import { policyFilters } from './list/policy-filters.js';

export const policiesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/policies',
  validateSearch: policyFilters,
  component: lazyRouteComponent(() => import('./list/policies.page.js'), 'PoliciesPage'),
});

export const policyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/policies/$id',
  component: lazyRouteComponent(() => import('./detail/policy.page.js'), 'PolicyPage'),
});

/** `from`: the id of a policy to copy. */
export const newPolicyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/policies/new',
  validateSearch: ({ from }: Record<string, unknown>): { from?: string } =>
    typeof from === 'string' ? { from } : {},
  component: lazyRouteComponent(() => import('./wizard/wizard.page.js'), 'NewPolicyPage'),
});

export const editPolicyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/policies/$id/edit',
  component: lazyRouteComponent(() => import('./wizard/wizard.page.js'), 'EditPolicyPage'),
});
