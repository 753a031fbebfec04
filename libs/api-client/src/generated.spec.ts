import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '../../..');
const committed = join(__dirname, 'openapi.generated.ts');

/** The types that openapi-typescript generates from the committed document. */
async function generate(): Promise<string> {
  const program = join(root, 'node_modules/openapi-typescript/bin/cli.js');
  const document = join(root, 'docs/openapi.json');
  const { stdout } = await promisify(execFile)(process.execPath, [program, document], {
    maxBuffer: 16 * 1024 * 1024,
    env: { PATH: process.env['PATH'], NO_COLOR: '1' },
  });
  return stdout;
}

// To regenerate them: UPDATE_GENERATED=1 npx jest --selectProjects unit -- libs/api-client
it('has the types of docs/openapi.json', async () => {
  const types = await generate();
  if (process.env['UPDATE_GENERATED']) await writeFile(committed, types);
  expect(await readFile(committed, 'utf8')).toBe(types);
}, 60_000);
