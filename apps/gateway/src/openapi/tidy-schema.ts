/** A JSON Schema, as data. */
export interface JsonSchema {
  [keyword: string]: unknown;
}

const SAID_BY_FORMAT = new Set(['date-time', 'uuid']);

/**
 * zod's JSON Schema as it should stand in an OpenAPI 3.1 document: without `$schema` and `$id`, without patterns of
 * hundreds of characters that only repeat a format, without bounds that only say "fits a JavaScript number", and
 * with "any JSON" as `{}` instead of a recursive definition, and tuples of equal items as arrays of a fixed length, which
 * draft 7 (of AsyncAPI) and 2020-12 (of OpenAPI) write alike.
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
  const kept = Object.entries(schema).filter(([keyword, one]) => keeps(schema, keyword, one));
  return Object.fromEntries([...kept.map(([keyword, one]) => [keyword, tidy(one)]), ...formatOf(schema)]);
}

/** Durations are told by their pattern; tools know them by their format. */
function formatOf({ pattern }: JsonSchema): [string, string][] {
  return typeof pattern === 'string' && pattern.startsWith('^P(?=.)') ? [['format', 'duration']] : [];
}

function keeps(schema: JsonSchema, keyword: string, value: unknown): boolean {
  if (keyword === 'pattern') return !SAID_BY_FORMAT.has(String(schema['format']));
  if (keyword === 'maximum') return value !== Number.MAX_SAFE_INTEGER;
  if (keyword === 'minimum') return value !== Number.MIN_SAFE_INTEGER;
  return true;
}

/** @throws Error for a tuple of different items: no contract has one */
function fixedLength(items: readonly unknown[]): JsonSchema {
  if (new Set(items.map((item) => JSON.stringify(item))).size !== 1)
    throw new Error('a tuple of different items');
  return { type: 'array', items: items[0], minItems: items.length, maxItems: items.length };
}

/** The definition zod makes of `z.json()`, the only one it makes in these contracts. */
function isAnyJson(schema: JsonSchema): boolean {
  return typeof schema['$ref'] === 'string' && /#\/(\$defs|definitions)\/(__)?schema/.test(schema['$ref']);
}
