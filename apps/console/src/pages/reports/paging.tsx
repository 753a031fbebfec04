import { useState } from 'react';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { Button, Group, Text } from '@mantine/core';

/** Where somebody is in a list that is read by cursor. */
export interface Paging {
  cursor: string | undefined;
  /** From 1. */
  page: number;
  next: (cursor: string) => void;
  previous: () => void;
}

/** Pages of a list; other filters (`of`) begin at the first. */
export function usePaging(of: unknown): Paging {
  const list = JSON.stringify(of);
  const [state, setState] = useState<{ list: string; cursors: string[] }>({ list, cursors: [] });
  const cursors = state.list === list ? state.cursors : [];
  return {
    cursor: cursors.at(-1),
    page: cursors.length + 1,
    next: (cursor) => setState({ list, cursors: [...cursors, cursor] }),
    previous: () => setState({ list, cursors: cursors.slice(0, -1) }),
  };
}

/** A page of a list. */
export interface PagerProps {
  paging: Paging;
  rows: number;
  nextCursor: string | null;
  /** What is shown is still the page before. */
  isComing: boolean;
}

/** Says where one is, and leads on. */
export function Pager({ paging, rows, nextCursor, isComing }: PagerProps) {
  const { page, next, previous } = paging;
  const isAll = page === 1 && nextCursor === null;
  const shown = `${rows} ${rows === 1 ? 'row' : 'rows'}`;
  return (
    <Group justify="space-between" mt="sm">
      <Text size="sm" c="dimmed" role="status">
        {isComing ? 'Loading …' : isAll ? shown : `Page ${page}: ${shown}`}
      </Text>
      {!isAll && (
        <Group gap="xs">
          <Button
            variant="default"
            size="xs"
            leftSection={<IconChevronLeft size={14} aria-hidden />}
            disabled={page === 1}
            onClick={previous}
          >
            Previous
          </Button>
          <Button
            variant="default"
            size="xs"
            rightSection={<IconChevronRight size={14} aria-hidden />}
            disabled={nextCursor === null}
            // The cursor of the page before leads to where one is already.
            onClick={() => !isComing && nextCursor !== null && next(nextCursor)}
          >
            Next
          </Button>
        </Group>
      )}
    </Group>
  );
}
