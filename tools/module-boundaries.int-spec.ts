import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '..');
const run = promisify(execFile);

interface LintResult {
  filePath: string;
  messages: { ruleId: string | null; message: string }[];
}

const BOUNDARY = '@nx/enforce-module-boundaries';
const CYCLE = 'import-x/no-cycle';

/** What the rules must refuse: a folder, a source that would stand in it, and the rule. */
const refused: [what: string, folder: string, source: string, rule?: string][] = [
  ['a domain importing Nest', 'libs/policy/domain/src', `import '@nestjs/common';`],
  ['a domain importing PostgreSQL', 'libs/approval/domain/src', `import 'pg';`],
  ['a domain importing the log', 'libs/request/domain/src', `import '@countersign/event-log';`],
  ['a server importing another context', 'libs/request/server/src', `import '@countersign/policy-domain';`],
  ['an app importing another context', 'apps/request/src', `import '@countersign/approval-server';`],
  ['contracts importing the kernel', 'libs/contracts/src', `import '@countersign/kernel';`],
  ['the calendar importing contracts', 'libs/calendar/src', `import '@countersign/contracts';`],
  ['the kernel importing a domain', 'libs/kernel/src', `import '@countersign/request-domain';`],
  ['the console importing timing', 'apps/console/src', `import '@countersign/timing';`],
  ['contracts importing a server', 'libs/contracts/src', `import '@countersign/policy-server';`],
  ['the command line importing a server', 'apps/cli/src', `import '@countersign/policy-server';`],
  ['the console importing a server', 'apps/console/src', `import '@countersign/reporting-server';`],
  ['the command line importing the log', 'apps/cli/src', `import '@countersign/event-log';`],
  ['the command line importing PostgreSQL', 'apps/cli/src', `import 'pg';`],
  ['the console importing stored logs', 'apps/console/src', `import '@countersign/stored-log';`],
  ['stored logs importing the log', 'libs/stored-log/src', `import '@countersign/event-log';`],
  ['the command line importing NATS', 'apps/cli/src', `import '@nats-io/nats-core';`],
  ['the API client importing contracts', 'libs/api-client/src', `import '@countersign/contracts';`],
  ['proofs importing the log', 'libs/proof/src', `import '@countersign/event-log';`],
  ['proofs importing PostgreSQL', 'libs/proof/src', `import 'pg';`],
  ['PostgreSQL importing the log', 'libs/postgres/src', `import '@countersign/event-log';`],
  ['the log importing the mirror', 'libs/event-log/src', `import '@countersign/mirror';`],
  ['the mirror importing consumers', 'libs/mirror/src', `import '@countersign/consumers';`],
  ['consumers importing the service', 'libs/consumers/src', `import '@countersign/service';`],
  ['request-reply importing the mirror', 'libs/rpc/src', `import '@countersign/mirror';`],
  ['a cycle between files', 'libs/platform/src', `import './x-boundary-cycle.js';`, CYCLE],
];

/** What they must let pass. */
const allowed: typeof refused = [
  [
    'a server its own domain, contracts, the kernel and the platform',
    'libs/request/server/src',
    [
      'request-domain',
      'contracts',
      'kernel',
      'platform',
      'event-log',
      'mirror',
      'consumers',
      'rpc',
      'service',
    ]
      .map((name) => `import '@countersign/${name}';`)
      .join('\n'),
  ],
  [
    'the command line the calendar, the contracts, the API client, proofs and stored logs',
    'apps/cli/src',
    ['calendar', 'contracts', 'api-client', 'proof', 'stored-log']
      .map((name) => `import '@countersign/${name}';`)
      .join('\n'),
  ],
];

const cases = [...refused, ...allowed].map(([what, folder, source, rule = BOUNDARY], i) => ({
  what,
  source,
  rule,
  file: join(root, folder, `x-boundary-${i}.ts`),
}));
const cycle = cases.findIndex(({ rule }) => rule === CYCLE);
const files = [
  ...cases.map(({ file, source }) => ({ file, source: `${source}\n` })),
  {
    file: join(root, 'libs/platform/src/x-boundary-cycle.ts'),
    source: `import './x-boundary-${cycle}.js';\n`,
  },
];

/** The rules themselves are under test, in one run over files as they would stand. */
describe('module boundaries', () => {
  let results: LintResult[];

  beforeAll(async () => {
    await Promise.all(files.map(({ file, source }) => writeFile(file, source)));
    const eslint = join(root, 'node_modules/eslint/bin/eslint.js');
    const paths = files.map(({ file }) => file);
    const { stdout } = await run(process.execPath, [eslint, '--format', 'json', ...paths], {
      cwd: root,
    }).catch((failed: unknown) => failed as { stdout: string });
    results = JSON.parse(stdout) as LintResult[];
  }, 300_000);

  afterAll(() => Promise.all(files.map(({ file }) => rm(file, { force: true }))));

  const messagesOf = (what: string): string[] => {
    const { file, rule } = cases.find((one) => one.what === what)!;
    const { messages } = results.find(({ filePath }) => filePath === file)!;
    return messages.filter(({ ruleId }) => ruleId === rule).map(({ message }) => message);
  };

  it.each(refused)('refuse %s', (what) => expect(messagesOf(what)).toHaveLength(1));

  it.each(allowed)('allow %s', (what) => expect(messagesOf(what)).toEqual([]));
});
