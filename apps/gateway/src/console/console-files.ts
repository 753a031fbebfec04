import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Where `index.html` waits for the nonce of an answer. */
const NONCE_PLACE = '__STYLE_NONCE__';

/** The built console. */
export interface ConsoleFiles {
  /** Folder of the hashed assets. */
  assets: string;
  /** The console's page with the nonce in its place. */
  page(nonce: string): string;
  silentCallback: string;
  icon: string;
}

/** Beside this very program, where the build puts it. */
const besideTheGateway = (): string => join(dirname(resolve(process.argv[1] ?? '.')), '..', 'console');

/** The built console, read once; null where there is none. @throws Error when its page has no place for the nonce */
export function readConsole(folder: string = besideTheGateway()): ConsoleFiles | null {
  if (!existsSync(join(folder, 'index.html'))) return null;
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const [before, after, ...more] = read('index.html').split(NONCE_PLACE);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${folder}/index.html must name ${NONCE_PLACE} once`);
  }
  return {
    assets: join(folder, 'assets'),
    page: (nonce) => `${before}${nonce}${after}`,
    silentCallback: read('silent-callback.html'),
    icon: read('favicon.svg'),
  };
}
