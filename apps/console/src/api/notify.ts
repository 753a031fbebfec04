import { notifications } from '@mantine/notifications';

/** Says how an action ended that was continued after a sign-in. */
export function tellResumed(label: string, error: Error | null): void {
  if (error) notifications.show({ color: 'red', title: `${label}: not done`, message: error.message });
  else
    notifications.show({
      color: 'green',
      title: `${label}: done`,
      message: 'You signed in, and the action was completed.',
    });
}

/** Says that an action was dropped because its sign-in was cancelled. */
export function tellCancelled(label: string): void {
  const message = 'The required sign-in was cancelled. Nothing has changed.';
  notifications.show({ color: 'yellow', title: `${label}: not done`, message });
}
