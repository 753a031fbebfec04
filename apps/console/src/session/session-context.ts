import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Session } from './session.js';

const SessionContext = createContext<Session | null>(null);

export const SessionProvider = SessionContext.Provider;

/** The signed-in person's session. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession is for what is inside SessionProvider.');
  return session;
}

/** Whether the session is over and could not be renewed. */
export function useSessionOver(): boolean {
  const session = useSession();
  return useSyncExternalStore(session.subscribe, session.isOver);
}
