import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import { createRoot } from 'react-dom/client';
import { tellCancelled } from './api/notify.js';
import { dropAction } from './api/pending-action.js';
import { App } from './app/app.js';
import { Entrance } from './app/entrance.js';
import { Frame } from './app/frame.js';
import { arrive } from './session/arrive.js';
import type { Arrival } from './session/arrive.js';
import { Session } from './session/session.js';
import { createUserManager, loadConsoleConfig } from './session/user-manager.js';

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
// Mantine's dialogs lock scrolling through a library that reads the nonce for its style element from here.
Object.assign(globalThis, { __webpack_nonce__: nonce });
// Restored from the browser's back-forward cache: the page was left in the middle of a sign-in, so start again.
addEventListener('pageshow', ({ persisted }) => persisted && location.reload());

const root = createRoot(document.getElementById('root') ?? document.body);
const show = (content: React.ReactNode) => root.render(<Frame nonce={nonce}>{content}</Frame>);

try {
  const users = createUserManager(await loadConsoleConfig(), location.origin);
  const session = new Session(users);
  enter(await arrive(users, session, location.pathname), session);
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  const again = () => location.reload();
  show(<Entrance title="The console could not start" onSignIn={again} children={reason} />);
}

function enter(arrival: Arrival, session: Session): void {
  const signIn = () => void session.signIn('/');
  switch (arrival.kind) {
    case 'signed-in':
      return enterSignedIn(arrival, session);
    case 'signed-out':
      document.title = 'Signed out – Countersign';
      return show(<Entrance title="You are signed out" onSignIn={signIn} />);
    case 'failed':
      document.title = 'Not signed in – Countersign';
      return show(<Entrance title="Sign-in failed" onSignIn={signIn} children={arrival.reason} />);
    case 'leaving':
      return;
    default:
      return arrival satisfies never;
  }
}

function enterSignedIn({ stepUp }: Extract<Arrival, { kind: 'signed-in' }>, session: Session): void {
  show(<App session={session} />);
  if (stepUp === 'done') return;
  // An action continues only after the sign-in that it asked for.
  const dropped = dropAction(sessionStorage);
  if (dropped) tellCancelled(dropped.label);
}
