/**
 * Where this client's writes are in the logs (`Countersign-Position`): a read that sends them sees at least those
 * writes, whichever instance answers it.
 */
export class Positions {
  private readonly seen = new Map<string, number>();

  /** Takes over what an answer said: `request=42, approval=7`. What is not of that form is passed over. */
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
