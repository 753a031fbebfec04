import type { Writable } from 'node:stream';
import { codeOf, isVisible } from '@countersign/names';

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

/**
 * Text by other people, safe for a terminal: it cannot move the cursor, or be displayed differently than it is written.
 * Characters that are invisible, that control the terminal or change the direction of text are shown by their code:
 * `<U+202E>`.
 */
export function plain(text: string): string {
  return escaped(text, (character) => `<${codeOf(character)}>`);
}

/** A value as JSON that is safe for a terminal, too: what {@link plain} shows by its code is `\u202e` here. */
export function json(value: unknown, indent = 2): string {
  return escaped(JSON.stringify(value, null, indent), unicodeEscape);
}

function escaped(text: string, escape: (character: string) => string): string {
  return Array.from(text, (character) => (isHarmless(character) ? character : escape(character))).join('');
}

/** Line breaks and tabs, and what scripts and emoji need, are harmless, although they cannot be seen. */
function isHarmless(character: string): boolean {
  return isVisible(character) || /^[\t\n\u200c\u200d\ufe0e\ufe0f]$/.test(character);
}

/** `\u202e`; two such escapes for a character that UTF-16 writes as a pair. */
function unicodeEscape(character: string): string {
  return Array.from({ length: character.length }, (_, i) => character.charCodeAt(i))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
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
