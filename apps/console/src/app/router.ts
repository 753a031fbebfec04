import { createRouter } from '@tanstack/react-router';
import { homeRoute } from '../pages/home/home.route.js';
import { policiesRoute } from '../pages/policies/policies.route.js';
import { editPolicyRoute, newPolicyRoute, policyRoute } from '../pages/policy/policy.route.js';
import { reportsRoute } from '../pages/reports/reports.route.js';
import { requestAccessRoute } from '../pages/request-access/request-access.route.js';
import { requestRoute } from '../pages/request/request.route.js';
import { requestsRoute } from '../pages/requests/requests.route.js';
import { NotFound } from './not-found.js';
import { PageError } from './page-error.js';
import { PageLoading } from './page-loading.js';
import { rootRoute } from './root-route.js';
import type { RouterContext } from './root-route.js';

const routeTree = rootRoute.addChildren([
  homeRoute,
  requestAccessRoute,
  requestsRoute,
  requestRoute,
  policiesRoute,
  newPolicyRoute,
  policyRoute,
  editPolicyRoute,
  reportsRoute,
]);

/** All pages. Each brings its route; what it shows is loaded when somebody goes there. */
export const createConsoleRouter = (context: RouterContext) =>
  createRouter({
    routeTree,
    context,
    defaultPreload: 'intent',
    defaultPendingComponent: PageLoading,
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
