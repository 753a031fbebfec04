import { z } from 'zod';
import { fieldProblems, REPORT_INPUT } from '../problem/problem.js';

/** Settings are missing or wrong: one sentence for each, without its value, which may be a secret. */
export class InvalidConfig extends Error {
  constructor(readonly problems: string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'InvalidConfig';
  }
}

/**
 * The settings of an app, from its environment. An empty variable counts as not set; variables that the schema does
 * not name are ignored, because other programs share the environment.
 * @throws InvalidConfig with one problem for each wrong setting
 */
export function parseConfig<Schema extends z.ZodObject>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): z.output<Schema> {
  const given = Object.keys(schema.shape).flatMap((name) => (env[name] ? [[name, env[name]]] : []));
  const parsed = schema.safeParse(Object.fromEntries(given), REPORT_INPUT);
  if (parsed.success) return parsed.data;
  const problems = new Map<string, string>();
  for (const { path, message } of fieldProblems(parsed.error)) {
    if (!problems.has(path)) problems.set(path, path ? `${path}: ${message}` : message);
  }
  throw new InvalidConfig([...problems.values()]);
}

/** For a `main.ts`: the settings of the process, or one line for each wrong one on stderr and exit code 1. */
export function loadConfig<Schema extends z.ZodObject>(
  schema: Schema,
  // eslint-disable-next-line no-restricted-syntax -- the only place that reads the environment
  env: Readonly<Record<string, string | undefined>> = process.env,
): z.output<Schema> {
  try {
    return parseConfig(schema, env);
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

/** A row of the table of settings. `default` is null when the setting has none. */
export interface Setting {
  name: string;
  default: string | null;
  required: boolean;
  description: string;
}

/**
 * Every setting of a configuration schema, in its order, for the documented table.
 * @throws Error when a setting has no description: an undocumented setting is a defect
 */
export function describeSettings(schema: z.ZodObject): Setting[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, property]) => {
    if (typeof property === 'boolean' || !property.description)
      throw new Error(`setting ${name} has no description`);
    return {
      name,
      // An empty list would be invisible in the table.
      default: property.default === undefined || property.default === '' ? null : textOf(property.default),
      required: required.includes(name),
      description: property.description,
    };
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
