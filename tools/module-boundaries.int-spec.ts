import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '..');
const run = promisify(execFile);

interface LintResult {
  messages: { ruleId: string | null; message: string }[];
}

/** Lints a file as it would stand at `path`, and gives the messages of one rule. */
async function lint(path: string, source: string, ruleId: string): Promise<string[]> {
  const file = join(root, path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, source);
  try {
    const eslint = join(root, 'node_modules/eslint/bin/eslint.js');
    const { stdout } = await run(process.execPath, [eslint, '--format', 'json', file], { cwd: root }).catch(
      (failed: unknown) => failed as { stdout: string },
    );
    const [result] = JSON.parse(stdout) as LintResult[];
    return result!.messages.filter((message) => message.ruleId === ruleId).map(({ message }) => message);
  } finally {
    await rm(file, { force: true });
  }
}

const boundary = '@nx/enforce-module-boundaries';

/** The rule itself is under test: it must refuse what it is there to refuse, and let pass what is allowed. */
describe('module boundaries', () => {
  jest.setTimeout(120_000);

  it.each([
    ['a domain importing Nest', 'libs/policy/domain/src/x-boundary.ts', `import '@nestjs/common';`],
    ['a domain importing PostgreSQL', 'libs/approval/domain/src/x-boundary.ts', `import 'pg';`],
    [
      'a domain importing the log',
      'libs/request/domain/src/x-boundary.ts',
      `import '@countersign/event-log';`,
    ],
    [
      'a server importing another context',
      'libs/request/server/src/x-boundary.ts',
      `import '@countersign/policy-domain';`,
    ],
    [
      'an app importing another context',
      'apps/request/src/x-boundary.ts',
      `import '@countersign/approval-server';`,
    ],
    [
      'contracts importing a server',
      'libs/contracts/src/x-boundary.ts',
      `import '@countersign/policy-server';`,
    ],
    [
      'the command line importing a server',
      'apps/cli/src/x-boundary.ts',
      `import '@countersign/policy-server';`,
    ],
    [
      'the console importing a server',
      'apps/console/src/x-boundary.ts',
      `import '@countersign/reporting-server';`,
    ],
    ['the command line importing NATS', 'apps/cli/src/x-boundary.ts', `import '@nats-io/nats-core';`],
    [
      'the API client importing contracts',
      'libs/api-client/src/x-boundary.ts',
      `import '@countersign/contracts';`,
    ],
    ['proofs importing the log', 'libs/proof/src/x-boundary.ts', `import '@countersign/event-log';`],
    ['proofs importing PostgreSQL', 'libs/proof/src/x-boundary.ts', `import 'pg';`],
    ['the log importing messaging', 'libs/event-log/src/x-boundary.ts', `import '@countersign/messaging';`],
  ])('refuses %s', async (_what, path, source) => {
    await expect(lint(path, source, boundary)).resolves.toHaveLength(1);
  });

  it('allows a server its own domain, contracts and the platform', async () => {
    const source = ['request-domain', 'contracts', 'platform', 'event-log', 'messaging']
      .map((name) => `import '@countersign/${name}';`)
      .join('\n');
    await expect(lint('libs/request/server/src/x-boundary.ts', source, boundary)).resolves.toEqual([]);
  });

  it('allows the command line the contracts, the API client and proofs', async () => {
    const source = `import '@countersign/contracts';\nimport '@countersign/api-client';\nimport '@countersign/proof';\n`;
    await expect(lint('apps/cli/src/x-boundary.ts', source, boundary)).resolves.toEqual([]);
  });

  it('refuses a cycle between files', async () => {
    const source = `import { text } from './primitives.js';\nimport './x-cycle.js';\nexport const x = text;\n`;
    await writeFile(
      join(root, 'libs/contracts/src/x-cycle.ts'),
      `import { x } from './x-boundary.js';\nexport const y = x;\n`,
    );
    try {
      await expect(
        lint('libs/contracts/src/x-boundary.ts', source, 'import-x/no-cycle'),
      ).resolves.not.toEqual([]);
    } finally {
      await rm(join(root, 'libs/contracts/src/x-cycle.ts'), { force: true });
    }
  });
});
