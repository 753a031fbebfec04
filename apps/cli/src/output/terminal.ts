import type { Writable } from 'node:stream';

/** Data cannot be written; `cause` is what the operating system said. */
export class OutputFailure extends Error {
  constructor(override readonly cause: NodeJS.ErrnoException) {
    super('the output cannot be written', { cause });
    this.name = new.target.name;
  }

  /** The reader of the output has closed it, as `| head` does: a normal end. */
  get isClosed(): boolean {
    return this.cause.code === 'EPIPE';
  }
}

/** Where a command writes: data to `out`, messages to `err`. Never in colour. */
export class Terminal {
  constructor(
    readonly out: Writable,
    readonly err: Writable & { isTTY?: boolean },
  ) {
    // Each write has its own answer; without a listener the event would end the process.
    out.on('error', () => undefined);
  }

  /**
   * Writes data, and waits until it has been taken.
   * @throws OutputFailure
   */
  data(text: string | Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.out.write(text, (error) => {
        if (!error) resolve();
        else reject(new OutputFailure(error));
      });
    });
  }

  /** Writes a message, which is not data, made harmless by {@link plain}. */
  say(text: string): void {
    this.err.write(`${plain(text)}\n`);
  }

  /** Writes a line that the next one replaces; nothing unless `err` is a terminal. */
  sayOver(text: string): void {
    if (this.err.isTTY) this.err.write(`\r\u001b[2K${text}`);
  }
}

/** Control characters except tab and line feed, and the characters that change the direction of text. */
const HARMFUL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text by other people, safe for a terminal: it cannot move the cursor, or be displayed differently than it is written. */
export function plain(text: string): string {
  return text.replace(HARMFUL, '\ufffd');
}

/** Like {@link plain}, on one line, for tables. */
export function oneLine(text: string): string {
  return plain(text).replace(/[\t\n]+/g, ' ');
}

const BAR_WIDTH = 30;

/** `[###############...............]  50 %  request-list`; an unknown share is shown as 0. Pure. */
export function progressBar(share: number, label: string): string {
  const within = Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0));
  const filled = Math.floor(within * BAR_WIDTH);
  const percent = String(Math.floor(within * 100)).padStart(3);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${percent} %  ${label}`;
}
