// Lets a plain Node process require the TypeScript sources, for tests that need processes of their own:
// node --require apps/cli/test/typescript-hook.cjs --eval 'require(process.argv[1])' program.ts
const { existsSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join, resolve } = require('node:path');
const { transformFileSync } = require('@swc/core');
const { compilerOptions } = require('../../../tsconfig.base.json');

const root = resolve(__dirname, '../../..');
const options = {
  jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2023' },
  module: { type: 'commonjs' },
  swcrc: false,
};

require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = (request, parent, ...rest) => {
  const alias = compilerOptions.paths[request]?.[0];
  if (alias) return join(root, alias);
  // Relative imports name the built file, `.js`.
  const source =
    request.startsWith('.') && parent?.filename
      ? resolve(dirname(parent.filename), request.replace(/\.js$/, '.ts'))
      : '';
  return source.endsWith('.ts') && existsSync(source) ? source : resolveFilename(request, parent, ...rest);
};
