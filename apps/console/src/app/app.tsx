import { useState } from 'react';
import { createApi, Positions } from '@countersign/api-client';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { ApiProvider } from '../api/api-context.js';
import { createQueryClient } from '../api/query-client.js';
import { SessionProvider } from '../session/session-context.js';
import type { Session } from '../session/session.js';
import { createConsoleRouter } from './router.js';

/** The console of a signed-in person. */
export function App({ session }: { session: Session }) {
  const [{ api, queries, router }] = useState(() => partsOf(session));
  return (
    <SessionProvider value={session}>
      <ApiProvider value={api}>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </ApiProvider>
    </SessionProvider>
  );
}

function partsOf(session: Session) {
  const positions = new Positions();
  const api = createApi(location.origin, { token: session.token, positions });
  const queries = createQueryClient();
  return { api, queries, router: createConsoleRouter({ api, queries, positions }) };
}
