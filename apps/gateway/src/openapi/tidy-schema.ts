/** A JSON Schema, as data. */
export interface JsonSchema {
  [keyword: string]: unknown;
}

const IMPLIED_BY_FORMAT = new Set(['date-time', 'uuid']);

/**
 * zod's JSON Schema, cleaned for an OpenAPI 3.1 document: without `$schema` and `$id`, without patterns of hundreds of
 * characters that only repeat a format, without bounds that only mean "fits a JavaScript number", with "any JSON" as
 * `{}` instead of a recursive definition, and with tuples of equal items as arrays of a fixed length, which draft 7
 * (AsyncAPI) and 2020-12 (OpenAPI) write alike.
 */
export function tidySchema(schema: JsonSchema): JsonSchema {
  const { $schema: _dialect, $id: _id, $defs: _defs, definitions: _definitions, ...rest } = schema;
  return tidy(rest) as JsonSchema;
}

function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (typeof value !== 'object' || value === null) return value;
  const schema = value as JsonSchema;
  if (isAnyJson(schema)) return {};
  if (Array.isArray(schema['prefixItems'])) return tidy(fixedLength(schema['prefixItems']));
  const kept = Object.entries(schema).filter(([keyword, member]) => keeps(schema, keyword, member));
  return Object.fromEntries([
    ...kept.map(([keyword, member]) => [keyword, tidy(member)]),
    ...formatOf(schema),
  ]);
}

/** Durations are recognised by their pattern, and get the format that tools know. */
function formatOf({ pattern }: JsonSchema): [string, string][] {
  return typeof pattern === 'string' && pattern.startsWith('^P(?=.)') ? [['format', 'duration']] : [];
}

function keeps(schema: JsonSchema, keyword: string, value: unknown): boolean {
  if (keyword === 'pattern') return !IMPLIED_BY_FORMAT.has(String(schema['format']));
  if (keyword === 'maximum') return value !== Number.MAX_SAFE_INTEGER;
  if (keyword === 'minimum') return value !== Number.MIN_SAFE_INTEGER;
  return true;
}

/** @throws Error for a tuple of different items, which no contract has */
function fixedLength(items: readonly unknown[]): JsonSchema {
  if (new Set(items.map((item) => JSON.stringify(item))).size !== 1)
    throw new Error('a tuple of different items');
  return { type: 'array', items: items[0], minItems: items.length, maxItems: items.length };
}

/** zod's definition of `z.json()`, the only shared definition in these contracts. */
function isAnyJson(schema: JsonSchema): boolean {
  return typeof schema['$ref'] === 'string' && /#\/(\$defs|definitions)\/(__)?schema/.test(schema['$ref']);
}
