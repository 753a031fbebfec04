import { Table } from '@mantine/core';
import { Wide } from '../wide.js';
import { DecisionsIncomplete } from './cells.js';
import type { Row } from './cells.js';
import type { Column } from './columns.js';

/** The report's rows. */
export function ReportTable({ rows, columns }: { rows: Row[]; columns: Column[] }) {
  return (
    <Wide label="Check-out requests">
      <Table verticalSpacing="xs" striped stickyHeader={false} fz="sm">
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ id, label }) => (
              <Table.Th key={id} scope="col">
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.id}>
              {columns.map(({ id, cell }, index) => (
                <Table.Td key={id}>
                  {cell(row)}
                  {index === 0 && row.decisionsIncomplete && <DecisionsIncomplete />}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}
