import { useEffect, useState } from 'react';
import type { Positions } from '@countersign/api-client';
import { useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys.js';
import { useSession } from '../session/session-context.js';
import type { StreamEvent } from './event-stream.js';
import { readNotices } from './notices.js';
import type { Connection } from './notices.js';

/** Keeps the screen fresh while the caller is mounted. The shell calls it once for all pages. */
export function useNotices(positions: Positions): Connection {
  const session = useSession();
  const queries = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => {
    const end = new AbortController();
    const refresher = new Refresher(queries, positions);
    let isLost = false;
    const onConnection = (now: Connection) => {
      // Changes may have been missed while the connection was lost.
      if (now === 'open' && isLost) void queries.invalidateQueries();
      isLost = now === 'lost';
      setConnection(now);
    };
    void readNotices({
      token: session.token,
      onEvent: (event) => refresher.onEvent(event),
      onConnection,
      signal: end.signal,
    });
    return () => end.abort();
  }, [session, queries, positions]);
  return connection;
}

/** Changes within this time refresh the screen once, in ms. */
const DEBOUNCE_MS = 200;

/** Turns notices into reads: notes the positions, and makes the queries of changed requests stale. */
class Refresher {
  private ids = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly queries: QueryClient,
    private readonly positions: Positions,
  ) {}

  /** `request-changed` names one request; `resync` says that notices may have been missed. */
  onEvent({ event, data }: StreamEvent): void {
    if (event === 'resync') void this.queries.invalidateQueries();
    if (event !== 'request-changed') return;
    const { id, position } = JSON.parse(data) as { id: string; position: string };
    this.positions.note(position);
    this.ids.add(id);
    this.timer ??= setTimeout(() => this.refresh(), DEBOUNCE_MS);
  }

  private refresh(): void {
    const ids = this.ids;
    this.ids = new Set();
    this.timer = undefined;
    void this.queries.invalidateQueries({ queryKey: keys.requests });
    void this.queries.invalidateQueries({ queryKey: keys.me });
    for (const id of ids) void this.queries.invalidateQueries({ queryKey: keys.request(id) });
  }
}
