import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { parseAllDocuments } from 'yaml';
import { policyContent } from '@countersign/contracts';
import type { PolicyContent } from '@countersign/contracts';
import { UsageError } from '../../failures.js';

/** Reads policies from a file, `-` being standard input: YAML, of which JSON is a part; several documents, or a list. */
export async function readPolicies(file: string): Promise<PolicyContent[]> {
  return parsePolicies(await textOf(file), file === '-' ? 'standard input' : file);
}

async function textOf(file: string): Promise<string> {
  try {
    return file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Policies with every default filled in. Pure. @throws UsageError naming each field that is wrong */
export function parsePolicies(text: string, source: string): PolicyContent[] {
  const documents = parseAllDocuments(text);
  const [broken] = [...documents].flatMap(({ errors }) => errors);
  if (broken) throw new UsageError(`${source} is no YAML: ${broken.message}`);
  const values = [...documents].flatMap((document) => document.toJS({ maxAliasCount: 100 }) as unknown);
  if (values.length === 0) throw new UsageError(`${source} holds no policy.`);
  return values.map((value, i) => policyOf(value, values.length > 1 ? `${source}, policy ${i + 1}` : source));
}

function policyOf(value: unknown, source: string): PolicyContent {
  const { data, error } = policyContent.safeParse(value);
  if (data) return data;
  const errors = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new UsageError(`${source} is no policy.`, errors);
}
