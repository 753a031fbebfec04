import type { LogName } from '@countersign/contracts';

/** The last event that a reader has seen of a log: its position, and the beginning of its hash; 0 and empty before the first. */
export interface SeenPosition {
  position: number;
  mark: string;
}

/** Where a reader of several logs is: a position in each log. */
export type VectorCursor<Log extends LogName> = Readonly<Record<Log, SeenPosition>>;

/** Enough of a hash to distinguish two histories of a log. */
export const markOf = (hash: string): string => hash.slice(0, 16);

const PART = '(?:0|([1-9]\\d{0,14}):([0-9a-f]{16}))';

/** Encodes and decodes the cursors of certain logs: the opaque text of `request=40:<mark>&approval=0`. */
export class CursorForm<Log extends LogName> {
  private readonly pattern: RegExp;

  constructor(private readonly logs: readonly Log[]) {
    this.pattern = new RegExp(`^${logs.map((log) => `${log}=${PART}`).join('&')}$`);
  }

  /** A cursor of a position for each log. */
  of(at: (log: Log) => SeenPosition): VectorCursor<Log> {
    return Object.fromEntries(this.logs.map((log) => [log, at(log)])) as Record<Log, SeenPosition>;
  }

  encode(cursor: VectorCursor<Log>): string {
    const parts = this.logs.map((log) => {
      const { position, mark } = cursor[log];
      return position === 0 ? `${log}=0` : `${log}=${position}:${mark}`;
    });
    return Buffer.from(parts.join('&')).toString('base64url');
  }

  /** Reads the text that `encode` writes, and no other spelling; undefined if it is anything else. */
  decode(text: string): VectorCursor<Log> | undefined {
    const match = this.pattern.exec(Buffer.from(text, 'base64url').toString());
    if (!match) return undefined;
    const cursor = this.of((log) => {
      const at = 1 + 2 * this.logs.indexOf(log);
      return { position: Number(match[at] ?? 0), mark: match[at + 1] ?? '' };
    });
    return this.encode(cursor) === text ? cursor : undefined;
  }
}
