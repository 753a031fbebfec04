import type { Api, Positions } from '@countersign/api-client';
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext } from '@tanstack/react-router';
import { NotFound } from './not-found.js';
import { PageError } from './page-error.js';
import { Shell } from './shell.js';

/** What loaders and the shell are given. */
export interface RouterContext {
  api: Api;
  queries: QueryClient;
  positions: Positions;
}

/** The frame around every page. */
export const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: PageError,
});
