import type { ReactNode } from 'react';
import { Group, Stack, Text } from '@mantine/core';
import { TargetName } from '../../requests/target-name.js';
import type { RequestSummary } from '../../requests/types.js';
import { LinkTo } from '../../shared/links.js';

/** A request on the home page. */
export interface ItemProps {
  request: RequestSummary;
  /** Who, or nothing where it is the reader. */
  who?: ReactNode;
  /** One line under it. */
  line: ReactNode;
  /** What can be done, at the right. */
  aside?: ReactNode;
  children?: ReactNode;
}

/** What it is about, leading to its page, and what there is to say and do. */
export function Item({ request, who, line, aside, children }: ItemProps) {
  const { id, account, resource } = request;
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={2} flex="1 1 16rem" miw={0}>
          <Text component="div">
            {who}
            <LinkTo to="/requests/$id" params={{ id }} inherit>
              <TargetName account={account} resource={resource} />
            </LinkTo>
          </Text>
          <Text size="sm" c="dimmed" component="div">
            {line}
          </Text>
        </Stack>
        {aside}
      </Group>
      {children}
    </Stack>
  );
}
