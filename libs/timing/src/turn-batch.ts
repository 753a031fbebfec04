/**
 * Collects the items added within one turn of the event loop, and handles them together at its end, without a timer:
 * one write, or one query, for many.
 */
export class TurnBatch<Item> {
  private items: Item[] = [];

  /** @param handle - receives at least one item; must not throw */
  constructor(private readonly handle: (items: Item[]) => void) {}

  add(item: Item): void {
    this.items.push(item);
    if (this.items.length === 1) setImmediate(() => this.handle(this.items.splice(0)));
  }
}
