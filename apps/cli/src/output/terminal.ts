import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Where a command writes: data to `out`, everything said beside it to `err`. */
export class Terminal {
  constructor(
    readonly out: Writable,
    readonly err: Writable & { isTTY?: boolean },
    /** Whether bold may be used: a terminal that people read, and no `NO_COLOR`. */
    private readonly styled: boolean,
  ) {}

  /** Data. Waits where whoever reads it is slower. */
  async data(text: string | Uint8Array): Promise<void> {
    if (!this.out.write(text)) await once(this.out, 'drain');
  }

  /** A message for people; it is not data. */
  say(text: string): void {
    this.err.write(`${text}\n`);
  }

  /** A line that the next one replaces; on what is no terminal nothing is said. */
  sayOver(text: string): void {
    if (this.err.isTTY) this.err.write(`\r\u001b[2K${text}`);
  }

  bold(text: string): string {
    return this.styled ? `\u001b[1m${text}\u001b[22m` : text;
  }
}
