/** The type of a column, which decides how its values are sent to PostgreSQL. */
export type ColumnType =
  | 'uuid'
  | 'text'
  | 'boolean'
  | 'int'
  | 'bigint'
  | 'timestamptz'
  | 'json'
  | 'timestamptz[]'
  /** Arbitrary texts; `text[]` in the table. */
  | 'text[]'
  /** Texts without control characters, in an array; `text[]` in the table. */
  | 'keys'
  /** Terms of a search index, in an array; `tsvector` in the table. */
  | 'terms'
  /** Decisions of an approval, in an array; `reporting.decision[]` in the table. */
  | 'decisions';

const NEEDS_ESCAPES = /["\\]/;
const ESCAPED = /["\\]/g;

type Columns<Row> = Readonly<Record<keyof Row & string, ColumnType>>;

/** A control character, which no instant, key or word contains. Splitting is faster than parsing an array. */
const SEPARATOR = '\u001f';
const split = (name: string) => `string_to_array(${name}, E'\\x1f')`;

/** The type that is sent for a column, and the expression that converts an item to the column's value. */
const SENT_AS: Partial<Record<ColumnType, { as: string; read: (name: string) => string }>> = {
  json: { as: 'text', read: (name) => `${name}::json` },
  'text[]': { as: 'text', read: (name) => `${name}::text[]` },
  'timestamptz[]': { as: 'text', read: (name) => `${split(name)}::timestamptz[]` },
  keys: { as: 'text', read: split },
  terms: { as: 'text', read: (name) => `array_to_tsvector(${split(name)})` },
  decisions: {
    as: 'text',
    read: (name) =>
      `CASE WHEN ${name} IS NULL THEN '{}' ELSE
         ARRAY(SELECT one FROM json_populate_recordset(NULL::reporting.decision, ${name}::json) AS one) END`,
  },
};

/**
 * Rows in the form that PostgreSQL reads fastest: an array for each column, unnested side by side in a SELECT. A single
 * `unnest` of all arrays in FROM is slower, because it first materialises each array, and so is JSON of the rows. The
 * limit makes the planner expect few rows and look up the related rows by key, even if the statement was prepared while
 * the table was small.
 */
export class RowsSource<Row extends object> {
  /** Names of the columns, for `INSERT INTO … (columns)`. */
  readonly columns: string;
  /** The values in the same order, for `SELECT … FROM <source>`. */
  readonly values: string;
  /** `(SELECT unnest($1::uuid[]) AS id, … LIMIT $9) AS given` */
  readonly from: string;
  /** The first parameter after the parameters of the rows. */
  readonly next: string;
  private readonly entries: [keyof Row & string, ColumnType][];

  constructor(readonly types: Columns<Row>) {
    this.entries = Object.entries(types) as [keyof Row & string, ColumnType][];
    const names = this.entries.map(([name]) => name);
    this.columns = names.join(', ');
    this.values = names.map((name) => this.value(name)).join(', ');
    const items = this.entries.map(
      ([name, type], n) => `unnest($${n + 1}::${SENT_AS[type]?.as ?? type}[]) AS ${name}`,
    );
    this.from = `(SELECT ${items.join(', ')} LIMIT $${names.length + 1}) AS given`;
    this.next = `$${names.length + 2}`;
  }

  /** The expression for the value of a column. */
  value(name: keyof Row & string): string {
    const given = `given.${name}`;
    return SENT_AS[this.types[name]]?.read(given) ?? given;
  }

  /** The parameters of a statement. */
  parameters(rows: readonly Row[]): unknown[] {
    const arrays = this.entries.map(([name, type]) => arrayText(rows.map((row) => sent(row[name], type))));
    return [...arrays, rows.length];
  }
}

/** The value as text, quoted if an array needs it; null as `NULL`. */
function sent(value: unknown, type: ColumnType): string {
  if (value === null || value === undefined) return 'NULL';
  switch (type) {
    case 'uuid':
    case 'boolean':
    case 'int':
    case 'bigint':
    case 'timestamptz':
      return typeof value === 'string' ? value : JSON.stringify(value);
    case 'text':
      return quoted(value as string);
    case 'text[]':
      return quoted(arrayText((value as readonly string[]).map(quoted)));
    case 'timestamptz[]':
    case 'keys':
    case 'terms':
      return quoted((value as readonly string[]).join(SEPARATOR));
    case 'decisions':
      return (value as readonly object[]).length === 0 ? 'NULL' : quoted(JSON.stringify(value));
    case 'json':
      return quoted(JSON.stringify(value));
    default:
      return type satisfies never;
  }
}

/** An array in PostgreSQL's text form. The driver's own conversion takes three times as long. */
function arrayText(items: readonly string[]): string {
  return `{${items.join(',')}}`;
}

function quoted(text: string): string {
  return NEEDS_ESCAPES.test(text) ? `"${text.replace(ESCAPED, '\\$&')}"` : `"${text}"`;
}
