import type { Api, Positions } from '@countersign/api-client';
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext } from '@tanstack/react-router';
import { NotFound, PageError } from './page-states.js';
import { Shell } from './shell.js';

/** What the shell and the loaders of pages use. */
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
