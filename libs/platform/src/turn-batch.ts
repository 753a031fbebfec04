/**
 * Gathers what comes within one turn of the event loop, and hands it on together at its end: one write, or one
 * question, for many. Nothing waits for a timer.
 */
export class TurnBatch<Item> {
  private items: Item[] = [];

  /** @param handle - gets at least one item; must not throw */
  constructor(private readonly handle: (items: Item[]) => void) {}

  add(item: Item): void {
    this.items.push(item);
    if (this.items.length === 1) setImmediate(() => this.handle(this.items.splice(0)));
  }
}
