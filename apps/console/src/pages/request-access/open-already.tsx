import { IconInfoCircle } from '@tabler/icons-react';
import { Alert } from '@mantine/core';
import { LinkTo } from '../../shared/links.js';

/** There is one already: one at a time is open for the same person, resource and account. */
export function OpenAlready({ id }: { id: string }) {
  return (
    <Alert
      color="yellow"
      variant="light"
      role="status"
      icon={<IconInfoCircle aria-hidden />}
      title="You have asked for this already"
    >
      It is still open:{' '}
      <LinkTo to="/requests/$id" params={{ id }} inherit>
        go to your open request
      </LinkTo>
      .
    </Alert>
  );
}
