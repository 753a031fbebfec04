import type { LogName, ProjectionView } from '@countersign/contracts';
import type { ConsumerProgress } from '@countersign/consumers';

/** Projections as operators see them: rows of progress, one per log, gathered by name. Pure. */
export function projectionViews(
  progress: readonly ConsumerProgress[],
  heads: ReadonlyMap<LogName, number | null>,
): ProjectionView[] {
  const names = [...new Set(progress.map(({ consumer }) => consumer))];
  return names.map((name) => {
    const own = progress.filter(({ consumer }) => consumer === name);
    return {
      name,
      rebuild: whyRebuilt(own),
      logs: own.map((row) => logView(row, heads.get(row.log) ?? null)),
    };
  });
}

function whyRebuilt(own: readonly ConsumerProgress[]): ProjectionView['rebuild'] {
  if (own.some(({ rebuild }) => rebuild === 'epoch')) return 'new-epoch';
  return own.some(({ rebuild }) => rebuild === 'requested') ? 'requested' : null;
}

/** The cursor may be ahead of a head that was looked up a moment earlier: that is no lag. */
function logView(row: ConsumerProgress, head: number | null): ProjectionView['logs'][number] {
  const { log, position, parkedStreams, rebuiltTo, movedAt } = row;
  const lag = head === null ? null : Math.max(0, head - position);
  return { log, position, head, lag, parkedStreams, rebuiltTo, movedAt: movedAt.toISOString() };
}
