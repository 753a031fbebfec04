import { MOST_ERASED_RANGES } from '@countersign/contracts';
import type { PersonRef, RecordedEvent } from '@countersign/contracts';
import { PositionRanges } from '@countersign/event-log';
import { requestOf } from './open-requests.js';
import type { OpenRequests } from './open-requests.js';

/** The texts to erase: those of a person, under one issuer or every issuer, or all that were recorded before a time. */
export type Whose =
  { kind: 'person'; id: string; issuer: string | null } | { kind: 'before'; before: string };

/** Events whose texts are erased, to be recorded together. */
export interface Selected {
  /** The person concerned; null if the events were selected by their time. */
  person: PersonRef | null;
  ranges: readonly (readonly [number, number])[];
}

/**
 * Selects the events of a log whose private texts are erased. An event of a request that is not over keeps its text, and
 * is counted. Pass the events in order; each selected event is returned once.
 */
export class Selection {
  /** How many events keep their texts, by request. */
  readonly left = new Map<string, number>();
  /** Other issuers that have a person with the same id, whose events keep their texts. */
  readonly otherIssuers = new Set<string>();
  private readonly selected = new Map<string | null, PositionRanges>();

  /** @param open the requests that are not over, as of the last event or earlier */
  constructor(
    private readonly whose: Whose,
    private readonly open: OpenRequests,
    private readonly mostRanges = MOST_ERASED_RANGES,
  ) {}

  /** @returns the selections that need not wait for more events */
  add(events: readonly RecordedEvent[]): Selected[] {
    const full: Selected[] = [];
    for (const event of events) {
      if (event.private === null) continue;
      const issuer = this.issuerOf(event);
      if (issuer === undefined || this.leaves(event)) continue;
      const ranges = this.selected.get(issuer) ?? new PositionRanges();
      ranges.add(event.position);
      this.selected.set(issuer, ranges);
      if (ranges.ranges.length < this.mostRanges) continue;
      full.push(this.selectedOf(issuer, ranges));
      this.selected.delete(issuer);
    }
    return full;
  }

  /** The remaining selections, when there are no more events. */
  rest(): Selected[] {
    const rest = [...this.selected].map(([issuer, ranges]) => this.selectedOf(issuer, ranges));
    this.selected.clear();
    return rest;
  }

  /** The issuer under which an event is selected; null if only its time matters, undefined if it is not selected. */
  private issuerOf({ actor, recordedAt }: RecordedEvent): string | null | undefined {
    const { whose } = this;
    if (whose.kind === 'before') return Date.parse(recordedAt) < Date.parse(whose.before) ? null : undefined;
    if (actor.kind !== 'person' || actor.id !== whose.id) return undefined;
    if (whose.issuer === null || whose.issuer === actor.issuer) return actor.issuer;
    this.otherIssuers.add(actor.issuer);
    return undefined;
  }

  private leaves(event: RecordedEvent): boolean {
    const request = requestOf(event);
    if (request === undefined || !this.open.has(request)) return false;
    this.left.set(request, (this.left.get(request) ?? 0) + 1);
    return true;
  }

  private selectedOf(issuer: string | null, { ranges }: PositionRanges): Selected {
    const person = this.whose.kind === 'person' && issuer !== null ? { issuer, id: this.whose.id } : null;
    return { person, ranges };
  }
}
