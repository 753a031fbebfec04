import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';

const root = import.meta.dirname;

/** The path aliases of tsconfig.base.json: one list, not two. */
const { paths } = JSON.parse(readFileSync(resolve(root, 'tsconfig.base.json'), 'utf8')).compilerOptions;
const alias = Object.fromEntries(
  Object.entries(paths).map(([name, [target]]) => [`${name}$`, resolve(root, target)]),
);

/** Every app with a src/main.ts is a process of its own: dist/apps/<app>/main.js. */
const apps = readdirSync(resolve(root, 'apps')).filter((app) =>
  existsSync(resolve(root, 'apps', app, 'src/main.ts')),
);
const entry = Object.fromEntries(apps.map((app) => [app, `./apps/${app}/src/main.ts`]));
entry['identity-provider'] = './apps/standalone/src/identity-provider/main.ts';

/** Packages stay outside the bundle: `@countersign/*` alone is ours. */
const fromNodeModules = ({ request }, callback) =>
  /^(?:\.|\/|@countersign\/)/.test(request) ? callback() : callback(null, `module ${request}`);

/** @type {import('@rspack/core').Configuration} */
export default {
  context: root,
  mode: 'production',
  target: 'node20',
  entry,
  devtool: 'source-map',
  externals: [
    ({ context, request, contextInfo }, callback) =>
      contextInfo.issuer ? fromNodeModules({ context, request }, callback) : callback(),
  ],
  externalsType: 'module',
  // Class and function names are part of behaviour: Nest's logs and error names show them.
  optimization: { minimize: false, concatenateModules: true },
  output: {
    path: resolve(root, 'dist/apps'),
    filename: '[name]/main.js',
    module: true,
    chunkFormat: 'module',
    library: { type: 'module' },
    // The console is built beside the programs, by vite.
    clean: { keep: /(?:^|[\\/])console(?:[\\/]|$)/ },
  },
  resolve: { alias, extensions: ['.ts', '.js'], extensionAlias: { '.js': ['.ts', '.js'] } },
  module: {
    rules: [
      {
        test: /\.ts$/,
        loader: 'builtin:swc-loader',
        options: {
          jsc: {
            parser: { syntax: 'typescript', decorators: true },
            transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
            target: 'es2023',
            keepClassNames: true,
          },
        },
      },
    ],
  },
  stats: 'errors-warnings',
};
