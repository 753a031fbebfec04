import { lazy, Suspense, useId, useState } from 'react';
import { Button, Group, Paper, Skeleton, Table, Text, Title, VisuallyHidden } from '@mantine/core';
import { ColumnHeads } from '../column-heads.js';
import { Wide } from '../wide.js';
import type { FigureData } from './figure-data.js';
import { Name } from '../../../shared/name.js';

const Chart = lazy(() => import('./chart.js'));

/** A chart with its title; screen readers read it as a table, and a button shows the table instead. */
export function Figure({ figure }: { figure: FigureData }) {
  const { title, rows, chart } = figure;
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  const height = chartHeight(chart);
  return (
    <Paper withBorder p="md" component="figure" aria-labelledby={id} miw={0}>
      <Group justify="space-between" mb="sm" wrap="nowrap" align="flex-start">
        <Title order={2} size="h5" id={id}>
          {title}
        </Title>
        {rows.length > 0 && (
          <Button
            size="compact-sm"
            flex="none"
            variant="default"
            aria-describedby={id}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? 'Chart' : 'Table'}
          </Button>
        )}
      </Group>
      {rows.length === 0 && <Text c="dimmed">Nothing in this period.</Text>}
      {rows.length > 0 && asTable && (
        <Wide label={title}>
          <Numbers figure={figure} />
        </Wide>
      )}
      {rows.length > 0 && !asTable && (
        <>
          <div aria-hidden>
            <Suspense fallback={<Skeleton height={height} />}>
              <Chart chart={chart} height={height} />
            </Suspense>
          </div>
          <VisuallyHidden component="div">
            <Numbers figure={figure} />
          </VisuallyHidden>
        </>
      )}
    </Paper>
  );
}

function Numbers({ figure: { title, columns, rows } }: { figure: FigureData }) {
  return (
    <Table fz="sm">
      <caption>
        <VisuallyHidden>{title}</VisuallyHidden>
      </caption>
      <ColumnHeads titles={columns} />
      <Table.Tbody>
        {rows.map((cells, row) => (
          <Table.Tr key={row}>
            {cells.map((cell, index) => (
              <Table.Td key={columns[index]}>
                <Name>{cell}</Name>
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const COLUMNS_PX = 300;
const BAR_PX = 26;
const AXES_PX = 80;

/** The height of a chart in px, known before its code is loaded, so that the layout does not jump. */
function chartHeight({ kind, unit, data, series }: FigureData['chart']): number {
  if (kind === 'columns') return COLUMNS_PX;
  const barsPerRow = unit === 'time' ? series.length : 1;
  return AXES_PX + Math.max(2, data.length * barsPerRow) * BAR_PX;
}
