import { useEffect, useState } from 'react';
import type { Positions } from '@countersign/api-client';
import { useQueryClient } from '@tanstack/react-query';
import { useSession } from '../session/session-context.js';
import { readNotices } from './notices.js';
import type { Connection } from './notices.js';
import { Refresher } from './stale.js';

/** Keeps what is on screen fresh while the caller is mounted; one caller is enough, the shell. */
export function useNotices(positions: Positions): Connection {
  const session = useSession();
  const queries = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => {
    const end = new AbortController();
    const refresher = new Refresher(queries, positions);
    const onEvent = refresher.heard.bind(refresher);
    let isLost = false;
    const onConnection = (now: Connection) => {
      // What happened while nobody listened is found by reading again.
      if (now === 'open' && isLost) void queries.invalidateQueries();
      isLost = now === 'lost';
      setConnection(now);
    };
    void readNotices({ token: session.token, onEvent, onConnection, signal: end.signal });
    return () => end.abort();
  }, [session, queries, positions]);
  return connection;
}
