import { useId } from 'react';
import type { ReactNode } from 'react';
import type { Schema } from '@countersign/api-client';
import { Badge, Group, Paper, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { LinkTo } from '../../shared/links.js';
import { Loading } from '../../shared/loading.js';
import { ProblemAlert } from '../../shared/problem-alert.js';
import type { RequestsSearch } from '../requests/list/requests-search.js';
import type { RequestSummary } from '../requests/types.js';

/** One list of the home page. */
interface SectionProps {
  title: string;
  list: UseQueryResult<Schema<'RequestList'>>;
  /** The text when the list is empty. */
  empty: string;
  /** The filters of the requests page that shows the whole list. */
  all: RequestsSearch;
  children: (request: RequestSummary) => ReactNode;
}

/** A list with its heading; the layout does not jump while it loads. */
export function Section({ title, list, empty, all, children }: SectionProps) {
  const heading = useId();
  const items = list.data?.items ?? [];
  return (
    <Stack component="section" gap="sm" aria-labelledby={heading}>
      <Group justify="space-between">
        <Group gap="xs">
          <Title order={2} size="h4" id={heading}>
            {title}
          </Title>
          <Count items={items.length} hasMore={list.data?.nextCursor !== null} />
        </Group>
        {list.data && list.data.nextCursor !== null && (
          <LinkTo to="/requests" search={all} size="sm">
            Show all<VisuallyHidden> of {title}</VisuallyHidden>
          </LinkTo>
        )}
      </Group>
      <div aria-live="polite">
        {list.isPending && <Loading lines={1} height={64} />}
        {list.isError && !list.data && (
          <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />
        )}
        {list.data && items.length === 0 && (
          <Paper withBorder p="md">
            <Text c="dimmed">{empty}</Text>
          </Paper>
        )}
        {items.length > 0 && (
          <Stack component="ul" gap="xs" m={0} p={0}>
            {items.map((request) => (
              <Paper component="li" key={request.id} withBorder p="md" style={{ listStyle: 'none' }}>
                {children(request)}
              </Paper>
            ))}
          </Stack>
        )}
      </div>
    </Stack>
  );
}

function Count({ items, hasMore }: { items: number; hasMore: boolean }) {
  if (items === 0) return null;
  return (
    <Badge variant="default" size="md">
      {items}
      {hasMore && '+'}
    </Badge>
  );
}
