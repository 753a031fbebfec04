import type { Metrics } from '@countersign/platform';
import type { NoticeMetrics } from './notice-streams.js';

/** What operators see of the streams. */
export function noticeMetrics(metrics: Metrics): NoticeMetrics {
  const streams = metrics.gauge('countersign_notice_streams', 'Open streams of notices.');
  const sent = metrics.counter('countersign_notices_sent_total', 'Notices sent to subscribers.');
  const resyncs = metrics.counter(
    'countersign_notice_resyncs_total',
    'Times a subscriber was told to read everything anew, because notices may have been missed.',
  );
  return {
    open: (count) => streams.set(count),
    sent: (notices) => sent.inc(notices),
    resynced: () => resyncs.inc(),
  };
}
