import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { plain } from './plain.js';

/** Where a command writes: data to `out`, everything said beside it to `err`. No colours, whoever reads it. */
export class Terminal {
  constructor(
    readonly out: Writable,
    readonly err: Writable & { isTTY?: boolean },
  ) {}

  /** Data. Waits where whoever reads it is slower. */
  async data(text: string | Uint8Array): Promise<void> {
    if (!this.out.write(text)) await once(this.out, 'drain');
  }

  /** A message for people; it is not data. What others wrote in it is shown as {@link plain} has it. */
  say(text: string): void {
    this.err.write(`${plain(text)}\n`);
  }

  /** A line that the next one replaces; on what is no terminal nothing is said. */
  sayOver(text: string): void {
    if (this.err.isTTY) this.err.write(`\r\u001b[2K${text}`);
  }
}
