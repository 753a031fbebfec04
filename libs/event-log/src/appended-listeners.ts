/** Those who want a word when something was appended. */
export class AppendedListeners {
  private readonly listeners = new Set<(position: number) => void>();

  /** Returns a function that takes the listener off again. */
  add(listener: (position: number) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(position: number): void {
    this.listeners.forEach((listener) => listener(position));
  }
}
