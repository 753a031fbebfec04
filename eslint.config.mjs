import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import { createNodeResolver, flatConfigs, importX } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { moduleBoundaries } from './tools/module-boundaries.mjs';

const readsNoClock = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Time arrives as data.',
  },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time arrives as data.' },
];
/** Object literals are written member by member, variables one by one. A swap of two places is no packing. */
const unpacked = [
  {
    selector: 'ObjectExpression > SpreadElement > ObjectExpression.argument',
    message: 'Write the members where they are, without a spread.',
  },
  {
    selector: "VariableDeclarator[id.type='ArrayPattern'] > ArrayExpression.init",
    message: 'Declare one variable at a time.',
  },
  {
    selector: "AssignmentExpression[right.type='ArrayExpression'] > ArrayPattern.left > Identifier",
    message: 'Assign one variable at a time.',
  },
];
const readsNoEnvironment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Settings come from the app’s config, parsed once at start.',
};

/** A test waits for an event, or for an instant of the product. docs/testing.md says how. */
const waitsForNothing = [
  {
    selector: "CallExpression[callee.name='setTimeout']",
    message: 'A sleep proves nothing: use eventually, clockReaches, deferred or fake timers.',
  },
  {
    selector:
      "ImportDeclaration[source.value=/timers.promises$/] > ImportSpecifier[imported.name='setTimeout']",
    message: 'A sleep proves nothing: use eventually, clockReaches, deferred or fake timers.',
  },
  {
    selector:
      "ImportDeclaration[source.value='@countersign/timing'] > ImportSpecifier[imported.name='pause']",
    message: 'A sleep proves nothing: use eventually, clockReaches, deferred or fake timers.',
  },
  {
    selector:
      "CallExpression[callee.object.name='jest'][callee.property.name='spyOn'] > MemberExpression[property.name='prototype']",
    message: 'Give the code the object to use, and spy on that.',
  },
];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '.countersign/**', '**/*.generated.ts'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strictTypeChecked, flatConfigs.typescript],
    plugins: { '@nx': nx, 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      'import-x/resolver-next': [
        createNodeResolver({ extensions: ['.ts', '.js'], extensionAlias: { '.js': ['.ts', '.tsx', '.js'] } }),
      ],
    },
    rules: {
      '@nx/enforce-module-boundaries': ['error', moduleBoundaries],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      // A tagged template is a call: conditions of statements are added with one.
      '@typescript-eslint/no-unused-expressions': ['error', { allowTaggedTemplates: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Nest modules are empty classes with a decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': ['error', readsNoEnvironment, ...unpacked],
      'no-console': 'error',
    },
  },
  {
    files: ['libs/*/domain/src/**/*.ts', 'libs/contracts/src/**/*.ts', 'libs/kernel/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', readsNoEnvironment, ...readsNoClock, ...unpacked] },
  },
  {
    // The edges where the environment is read: one place per process, and the tests' launchers.
    files: [
      'apps/*/src/main.ts',
      'apps/*/src/**/main.ts',
      'libs/testing/**/*.ts',
      'libs/servers/**/*.ts',
      'libs/installation/**/*.ts',
      'harness/e2e/src/browser/browser.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', ...unpacked] },
  },
  {
    files: ['**/*.{spec,int-spec,e2e-spec}.{ts,tsx}'],
    rules: { 'no-restricted-syntax': ['error', ...waitsForNothing] },
  },
  {
    files: ['apps/console/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
    rules: {
      // `onClick={() => void …}` and promises given to React are handled by it.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    // Tools look at the whole workspace; they belong to no layer.
    files: ['tools/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': 'off' },
  },
  {
    // Programs that talk to a person in a terminal.
    files: ['apps/standalone/**/*.ts', 'apps/migrate/**/*.ts', 'tools/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // Benches measure the inside of any library, and print what they found.
    files: ['bench/**/*.ts'],
    rules: { 'no-console': 'off', '@nx/enforce-module-boundaries': 'off' },
  },
  {
    files: [
      '**/*.{spec,int-spec,e2e-spec,contract}.ts',
      '**/*.spec.tsx',
      'libs/testing/**/*.ts',
      'harness/e2e/**/*.ts',
    ],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // Programs for others to copy: plain Node, without our TypeScript.
    files: ['docs/examples/**/*.mjs'],
    extends: [...tseslint.configs.strict],
  },
  prettier,
);
