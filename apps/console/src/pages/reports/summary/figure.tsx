import { lazy, Suspense, useId, useState } from 'react';
import { Button, Group, Paper, Skeleton, Table, Text, Title, VisuallyHidden } from '@mantine/core';
import { Wide } from '../wide.js';
import { chartHeight } from './chart-height.js';
import type { FigureData } from './figure-data.js';

const Chart = lazy(() => import('./chart.js'));

/** A chart with its title. What it shows is a table, too: for those who do not see it, and for whoever asks. */
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
      {rows.length === 0 && <Text c="dimmed">Nothing in this time.</Text>}
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
      <Table.Thead>
        <Table.Tr>
          {columns.map((column) => (
            <Table.Th key={column} scope="col">
              {column}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((cells, row) => (
          <Table.Tr key={row}>
            {cells.map((cell, index) => (
              <Table.Td key={columns[index]}>{cell}</Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
