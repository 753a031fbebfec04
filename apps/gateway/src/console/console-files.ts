import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The placeholder for the nonce in `index.html`. */
const NONCE_PLACEHOLDER = '__STYLE_NONCE__';

/** The built console. */
export interface ConsoleFiles {
  /** Folder of the hashed assets. */
  assets: string;
  /** The console's page with this nonce. */
  page(nonce: string): string;
  silentCallback: string;
  icon: string;
}

/** The folder beside this program into which the build writes the console. */
const besideTheGateway = (): string => join(dirname(resolve(process.argv[1] ?? '.')), '..', 'console');

/** Reads the built console; null when there is none. @throws Error when its page has no placeholder for the nonce */
export function readConsole(folder: string = besideTheGateway()): ConsoleFiles | null {
  if (!existsSync(join(folder, 'index.html'))) return null;
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const [before, after, ...more] = read('index.html').split(NONCE_PLACEHOLDER);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${folder}/index.html must contain ${NONCE_PLACEHOLDER} once`);
  }
  return {
    assets: join(folder, 'assets'),
    page: (nonce) => `${before}${nonce}${after}`,
    silentCallback: read('silent-callback.html'),
    icon: read('favicon.svg'),
  };
}
