import { useState } from 'react';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { Button, Group, Text } from '@mantine/core';

/** The position in a list that is read by cursor. */
export interface Paging {
  cursor: string | undefined;
  /** 1-based. */
  page: number;
  next: (cursor: string) => void;
  previous: () => void;
}

/** Pages of a list; a change of the filters (`of`) returns to the first page. */
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

interface PagerProps {
  paging: Paging;
  rows: number;
  nextCursor: string | null;
  /** Whether the previous page is still shown while this page loads. */
  isComing: boolean;
}

/** The number of the page and its rows, and buttons to the previous and the next page. */
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
            // While the next page loads, `nextCursor` still belongs to the previous page.
            onClick={() => !isComing && nextCursor !== null && next(nextCursor)}
          >
            Next
          </Button>
        </Group>
      )}
    </Group>
  );
}
