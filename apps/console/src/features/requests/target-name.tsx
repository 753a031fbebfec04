import { Text } from '@mantine/core';
import classes from '../../shared/shared.module.css';
import { Name } from '../../shared/name.js';

/** An account on a resource: "db-admin on prod-db-eu". */
export function TargetName({ account, resource }: { account: string; resource: string }) {
  return (
    <Text span inherit className={classes['name'] ?? ''}>
      <b>
        <Name>{account}</Name>
      </b>{' '}
      on{' '}
      <b>
        <Name>{resource}</Name>
      </b>
    </Text>
  );
}
