import { notifications } from '@mantine/notifications';

/** Tells how an action ended that went on after a sign-in. */
export function tellResumed(label: string, error: Error | null): void {
  if (error) notifications.show({ color: 'red', title: `${label}: not done`, message: error.message });
  else notifications.show({ color: 'green', title: `${label}: done`, message: 'Signed in, and done.' });
}

/** Tells that an action did not go on, because its sign-in was cancelled. */
export function tellCancelled(label: string): void {
  const message = 'The sign-in it needs was cancelled. Nothing has changed.';
  notifications.show({ color: 'yellow', title: `${label}: not done`, message });
}
