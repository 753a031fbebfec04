import type { Schema } from '@countersign/api-client';
import { List } from '@mantine/core';
import { notifications } from '@mantine/notifications';

const ID = 'policy-warnings';

/** Shows what is doubtful in the policy that was saved last, until the person closes it. */
export function showWarnings(warnings: readonly Schema<'PolicyWarning'>[]): void {
  notifications.hide(ID);
  if (warnings.length === 0) return;
  notifications.show({
    id: ID,
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
