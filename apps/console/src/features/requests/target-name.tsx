import { Text } from '@mantine/core';
import classes from '../../shared/shared.module.css';

/** An account on a resource: "db-admin on prod-db-eu". */
export function TargetName({ account, resource }: { account: string; resource: string }) {
  return (
    <Text span inherit className={classes['name'] ?? ''}>
      <b>{account}</b> on <b>{resource}</b>
    </Text>
  );
}
