import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import { createRoot } from 'react-dom/client';
import { dropAction } from './api/pending-action.js';
import { tellCancelled } from './api/notify.js';
import { App } from './app/app.js';
import { Entrance } from './app/entrance.js';
import { Frame } from './app/frame.js';
import { arrive } from './session/arrive.js';
import type { Arrival } from './session/arrive.js';
import { loadConsoleConfig } from './session/console-config.js';
import { Session } from './session/session.js';
import { createUserManager } from './session/user-manager.js';

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
// Mantine's dialogs lock scrolling with a style element of a library that reads the nonce from here.
Object.assign(globalThis, { __webpack_nonce__: nonce });
// Back from the provider by the browser's button: this page was left in the middle of something.
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
      return show(<Entrance title="The sign-in did not work" onSignIn={signIn} children={arrival.reason} />);
    case 'leaving':
      return;
  }
}

function enterSignedIn({ stepUp }: Extract<Arrival, { kind: 'signed-in' }>, session: Session): void {
  show(<App session={session} />);
  if (stepUp === 'done') return;
  // An action goes on only after the sign-in it asked for.
  const dropped = dropAction(sessionStorage);
  if (dropped) tellCancelled(dropped.label);
}
