import { existsSync } from 'node:fs';
import { join } from 'node:path';
// @ts-expect-error -- a script without types
import { buildSources } from './build.mjs';

it.each((buildSources as () => string[])())(
  '%s, which decides whether a part is built again, exists',
  (source) => {
    expect(existsSync(join(process.cwd(), source))).toBe(true);
  },
);
