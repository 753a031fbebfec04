import { Code, Table, Text } from '@mantine/core';
import type { Schema } from '@countersign/api-client';
import { Instant } from '../../../shared/instant.js';
import { LinkTo } from '../../../shared/links.js';
import { PersonName } from '../../../shared/person-name.js';
import classes from '../reports.module.css';
import { Wide } from '../wide.js';

type Attempt = Schema<'RefusedAttempt'>;

const COLUMNS = ['When', 'Who', 'Tried', 'About', 'Refused because', 'Times'];

/** `request.check_out` is "Check out". */
const tried = (operation: string): string => {
  const words = operation.slice(operation.indexOf('.') + 1).replaceAll(/[_-]/g, ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};

/** Attempts, the newest first. */
export function AttemptsTable({ attempts }: { attempts: Attempt[] }) {
  return (
    <Wide label="Refused attempts">
      <Table verticalSpacing="xs" striped fz="sm">
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.map((column) => (
              <Table.Th key={column} scope="col">
                {column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {attempts.map((attempt) => (
            <AttemptRow key={attempt.id} attempt={attempt} />
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}

function AttemptRow({ attempt }: { attempt: Attempt }) {
  const { at, actor, operation, code, detail, count } = attempt;
  return (
    <Table.Tr>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        <Instant at={at} />
      </Table.Td>
      <Table.Td>
        <PersonName person={actor} />
      </Table.Td>
      <Table.Td>{tried(operation)}</Table.Td>
      <Table.Td>
        <Target attempt={attempt} />
      </Table.Td>
      <Table.Td className={classes['lines']}>
        <Code>{code}</Code>
        <Text size="sm">{detail}</Text>
      </Table.Td>
      <Table.Td>{count}</Table.Td>
    </Table.Tr>
  );
}

function Target({ attempt: { requestId, resource, account } }: { attempt: Attempt }) {
  const name = [resource, account].filter((part) => part !== null).join(' · ');
  if (requestId === null) return <>{name || '–'}</>;
  return (
    <LinkTo to="/requests/$id" params={{ id: requestId }} size="sm">
      {name || 'the request'}
    </LinkTo>
  );
}
