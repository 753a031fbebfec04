import { useCallback, useEffect, useState } from 'react';
import { read } from '@countersign/api-client';
import { useApi } from '../../../api/api-context.js';
import { followEvents } from './follow-events.js';
import type { AuditEvent } from './follow-events.js';

/** Filters of the feed. */
interface EventFilters {
  from: string;
  to?: string;
  type?: string[];
  subject?: string;
}

/** The page keeps only the newest events. */
export const MAX_EVENTS = 500;
const PAGE_SIZE = 200;

interface State {
  /** The filters that these events match. */
  of: string;
  /** Newest first. */
  events: AuditEvent[];
  isAtEnd: boolean;
  error: unknown;
}

/** The newest events, and new events as they happen. A change of filters starts again. */
export function useEvents(filters: EventFilters) {
  const api = useApi();
  const [tries, setTries] = useState(0);
  const of = JSON.stringify(filters);
  const [state, setState] = useState<State>({ of, events: [], isAtEnd: false, error: null });
  useEffect(() => {
    const end = new AbortController();
    const { signal } = end;
    const query = { ...(JSON.parse(of) as EventFilters), limit: PAGE_SIZE };
    let shown: AuditEvent[] = [];
    followEvents({
      ask: ({ after, wait }) => {
        const page = { ...query, wait, ...(after !== undefined && { after }) };
        return read(api.GET('/v1/events', { params: { query: page }, signal }));
      },
      onEvents: (events, isAtEnd) => {
        shown = [...events.toReversed(), ...shown].slice(0, MAX_EVENTS);
        setState({ of, events: shown, isAtEnd, error: null });
      },
      signal,
    }).catch((error: unknown) => {
      if (!signal.aborted) setState({ of, events: shown, isAtEnd: false, error });
    });
    return () => end.abort();
  }, [api, of, tries]);
  const retry = useCallback(() => setTries((before) => before + 1), []);
  const isOld = state.of !== of;
  return { ...(isOld ? { events: [], isAtEnd: false, error: null } : state), retry };
}
