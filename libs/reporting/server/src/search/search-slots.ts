import { Refusal } from '@countersign/contracts';

/** Searches that run at once in this process; each has a connection of its own. */
export const MOST_SEARCHES = 4;
/** Of these, searches of one person, so that nobody takes them all. */
const MOST_OF_A_PERSON = 2;
const PATIENCE_MS = 1_000;

/** Other searches are running, perhaps the caller's own, and none of them ended in time (503). */
export class TooManySearches extends Refusal {
  constructor() {
    super('too-many-searches', 503, 'Too many searches are running; try again shortly.', { retryAfter: 1 });
  }
}

/** The search takes longer than a search may (503). */
export class SearchTooExpensive extends Refusal {
  constructor() {
    super(
      'search-too-expensive',
      503,
      'This search takes too long. Search for longer words, or narrow the list, for instance by time or by status.',
      { retryAfter: 1 },
    );
  }
}

interface Waiting {
  person: string;
  start: () => void;
}

/** Lets searches run a few at a time, in the order in which they came; a person's further searches let others pass. */
export class SearchSlots {
  private readonly running = new Map<string, number>();
  private free = MOST_SEARCHES;
  private waiting: Waiting[] = [];

  /**
   * Runs a search when there is room for it.
   * @param person - a key for the caller
   * @throws TooManySearches when there was no room within a second, and everything that the search throws
   */
  async run<T>(person: string, search: () => Promise<T>): Promise<T> {
    if (this.hasRoom(person)) this.take(person);
    else await this.turn(person);
    try {
      return await search();
    } finally {
      this.giveBack(person);
    }
  }

  private turn(person: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        person,
        start: () => {
          clearTimeout(patience);
          resolve();
        },
      };
      const patience = setTimeout(() => {
        this.waiting = this.waiting.filter((other) => other !== waiting);
        reject(new TooManySearches());
      }, PATIENCE_MS);
      this.waiting.push(waiting);
    });
  }

  private hasRoom(person: string): boolean {
    return this.free > 0 && this.countOf(person) < MOST_OF_A_PERSON;
  }

  private countOf(person: string): number {
    return this.running.get(person) ?? 0;
  }

  private take(person: string): void {
    this.free -= 1;
    this.running.set(person, this.countOf(person) + 1);
  }

  private giveBack(person: string): void {
    this.free += 1;
    if (this.countOf(person) > 1) this.running.set(person, this.countOf(person) - 1);
    else this.running.delete(person);
    const next = this.waiting.find((one) => this.hasRoom(one.person));
    if (!next) return;
    this.waiting = this.waiting.filter((other) => other !== next);
    this.take(next.person);
    next.start();
  }
}
