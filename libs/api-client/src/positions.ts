/**
 * The positions of this client's writes in the logs (`Countersign-Position`): a read that sends them sees at least
 * those writes, no matter which instance answers.
 */
export class Positions {
  private readonly seen = new Map<string, number>();

  /** Adds the positions of an answer, such as `request=42, approval=7`; ignores parts of any other form. */
  note(header: string | null): void {
    for (const part of (header ?? '').split(',')) {
      const [, log = '', position = ''] = /^\s*([a-z]+)=(\d{1,15})\s*$/.exec(part) ?? [];
      if (log) this.seen.set(log, Math.max(this.seen.get(log) ?? 0, Number(position)));
    }
  }

  /** The header of a read; null before anything was written. */
  header(): string | null {
    const parts = [...this.seen].map(([log, position]) => `${log}=${position}`);
    return parts.length > 0 ? parts.join(', ') : null;
  }
}
