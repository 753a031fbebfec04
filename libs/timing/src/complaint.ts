const AGAIN_MS = 60_000;

/** Keeps what fails again and again from filling the log: a line when it is something new, else one a minute. */
export class Complaint {
  private said: string | undefined;
  private saidAt = 0;

  /** Whether this is worth a line now. */
  isNews(message: string): boolean {
    if (message === this.said && Date.now() - this.saidAt < AGAIN_MS) return false;
    this.said = message;
    this.saidAt = Date.now();
    return true;
  }

  /** It went well: the next failure is news. */
  settle(): void {
    this.said = undefined;
  }
}

/** The sentence of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
