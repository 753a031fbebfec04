const AGAIN_MS = 60_000;

/** Keeps a repeated failure from filling the log: a new message is logged at once, the same one once a minute. */
export class Complaint {
  private said: string | undefined;
  private saidAt = 0;

  /** Whether the message is worth a line now. */
  isNews(message: string): boolean {
    if (message === this.said && Date.now() - this.saidAt < AGAIN_MS) return false;
    this.said = message;
    this.saidAt = Date.now();
    return true;
  }

  /** Call after a success: the next failure is news. */
  settle(): void {
    this.said = undefined;
  }
}

/** The message of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
