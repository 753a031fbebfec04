import type { RecordedEventView } from '@countersign/contracts';

/**
 * The events of several logs as one sequence. The order within each log is kept, an event comes after its cause, and
 * otherwise the earlier event comes first. Time alone cannot order them: the clocks of two databases may differ by
 * minutes. Pure.
 */
export function inOrder(...logs: (readonly RecordedEventView[])[]): RecordedEventView[] {
  const rest = logs.map((events) => [...events]);
  const toCome = new Set(logs.flat().map(({ id }) => id));
  const isFree = ({ causationId }: RecordedEventView): boolean =>
    causationId === null || !toCome.has(causationId);
  const order: RecordedEventView[] = [];
  for (;;) {
    const firsts = rest.flatMap(([first]) => first ?? []);
    // Where every first event waits for another, the history contradicts itself; it is shown nevertheless.
    const next = earliest(firsts.filter(isFree)) ?? earliest(firsts);
    if (!next) return order;
    rest.find(([first]) => first === next)?.shift();
    toCome.delete(next.id);
    order.push(next);
  }
}

function earliest(events: readonly RecordedEventView[]): RecordedEventView | undefined {
  return events.reduce<RecordedEventView | undefined>(
    (first, event) => (first && first.at <= event.at ? first : event),
    undefined,
  );
}
