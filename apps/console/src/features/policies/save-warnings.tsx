import type { Schema } from '@countersign/api-client';
import { List } from '@mantine/core';
import { notifications } from '@mantine/notifications';

/** Shows what is doubtful in a policy that was saved, until the person closes it. */
export function showWarnings(warnings: readonly Schema<'PolicyWarning'>[]): void {
  if (warnings.length === 0) return;
  notifications.show({
    color: 'yellow',
    title: 'The policy is saved. Please check its approvers:',
    message: (
      <List size="sm">
        {warnings.map(({ path, message }) => (
          <List.Item key={path}>
            <bdi>{message}</bdi>
          </List.Item>
        ))}
      </List>
    ),
    autoClose: false,
  });
}
