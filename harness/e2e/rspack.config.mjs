import { resolve } from 'node:path';
import config from '../../rspack.config.mjs';

/** The program that holds the stack which specs share: bundled as the product is, but not with it. */
/** @type {import('@rspack/core').Configuration} */
export default {
  ...config,
  entry: { 'stack-host': './harness/e2e/src/stack/stack-host.ts' },
  output: { ...config.output, path: resolve(config.context, 'dist/e2e'), clean: true },
};
