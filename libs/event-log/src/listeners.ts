/** Listeners to something that happens again and again. */
export class Listeners<T = void> {
  private readonly listeners = new Set<(news: T) => void>();

  /** Returns a function that takes the listener off again. */
  add(listener: (news: T) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(news: T): void {
    this.listeners.forEach((listener) => listener(news));
  }
}
