import { IconColumns3 } from '@tabler/icons-react';
import { Button, Checkbox, Popover, ScrollArea, Stack } from '@mantine/core';
import { useReportsSearch } from '../use-search.js';
import { COLUMNS, columnsOf, USUAL } from './columns.js';

/** Which columns are shown; the address remembers, so that a link shows the same. */
export function ColumnChoice() {
  const [{ columns }, change] = useReportsSearch();
  const shown = columnsOf(columns).map(({ id }) => id);
  // The last one cannot be taken away: a table has a column.
  const choose = (ids: string[]) => ids.length > 0 && change({ columns: isUsual(ids) ? undefined : ids });
  return (
    <Popover position="bottom-end" trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <ScrollArea.Autosize mah="min(60vh, 420px)" type="auto" offsetScrollbars>
          <Checkbox.Group label="Columns shown" value={shown} onChange={choose}>
            <Stack gap={6} mt="xs">
              {COLUMNS.map(({ id, label }) => (
                <Checkbox key={id} value={id} label={label} size="sm" />
              ))}
            </Stack>
          </Checkbox.Group>
        </ScrollArea.Autosize>
        <Button mt="sm" size="xs" variant="default" fullWidth onClick={() => change({ columns: undefined })}>
          The usual ones
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

const isUsual = (ids: string[]): boolean =>
  ids.length === USUAL.length && USUAL.every((id) => ids.includes(id));
