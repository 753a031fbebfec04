import type { z } from 'zod';
import { fieldProblems, REPORT_INPUT } from '../problem/field-problems.js';

/** Settings that are missing or wrong: one plain sentence each, without their values (some are secrets). */
export class InvalidConfig extends Error {
  constructor(readonly problems: string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'InvalidConfig';
  }
}

/**
 * The settings of an app, from its environment. An empty variable counts as not set; variables the schema does
 * not name are ignored, because an environment is shared with others.
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
  // eslint-disable-next-line no-restricted-syntax -- this is where settings come from
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
