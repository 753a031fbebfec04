/** A set of listeners to a recurring notice. */
export class Listeners<T = void> {
  private readonly listeners = new Set<(news: T) => void>();

  /** Adds a listener; returns a function that removes it. */
  add(listener: (news: T) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(news: T): void {
    this.listeners.forEach((listener) => listener(news));
  }
}
