import { createRouter } from '@tanstack/react-router';
import { homeRoute } from '../features/home/home.route.js';
import {
  editPolicyRoute,
  newPolicyRoute,
  policiesRoute,
  policyRoute,
} from '../features/policies/policies.routes.js';
import { reportsRoute } from '../features/reports/reports.route.js';
import { requestAccessRoute, requestRoute, requestsRoute } from '../features/requests/requests.routes.js';
import { NotFound, PageError, PageLoading } from './page-states.js';
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

/** All pages. The code of a page is loaded when somebody goes there. */
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
