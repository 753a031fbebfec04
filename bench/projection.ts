import { ApprovalsProjection } from '../libs/reporting/server/src/approvals/approvals.projection.js';
import { RequestsProjection } from '../libs/reporting/server/src/requests/requests.projection.js';
import { interleaved, measured, ratio } from './support/measure.js';
import { projectionBench } from './support/projection-bench.js';
import { lifecycles } from './support/projection-events.js';
import { report } from './support/report.js';

const REQUESTS = 5000;
const ROUNDS = 3;

const projections = [new RequestsProjection(), new ApprovalsProjection()];

const events = lifecycles(REQUESTS);
const total = events.request.length + events.approval.length;
const bench = await projectionBench(events);
try {
  const rows = [];
  for (const projection of projections) {
    const contenders = {
      catchUp: () => bench.catchUp(projection),
      rebuild: () => bench.rebuild(projection),
      copy: () => bench.copy(projection),
    };
    const seconds = await interleaved(contenders, ROUNDS);
    const made = await bench.rows(projection);
    const rate = (count: number, times: number[]) => measured(times.map((time) => count / time));
    rows.push([
      projection.name,
      made,
      rate(made, seconds.copy),
      rate(total, seconds.catchUp),
      rate(total, seconds.rebuild),
      ...[seconds.catchUp, seconds.rebuild].flatMap((times) => [
        ratio(
          times.map((time) => total / time),
          seconds.copy.map((time) => made / time),
        ),
        ratio(seconds.copy, times),
      ]),
    ]);
  }
  report([
    {
      title: `Projections of ${REQUESTS.toLocaleString('en')} requests, ${total.toLocaleString('en')} events`,
      columns: [
        ...[
          'projection',
          'rows in the end',
          'COPY of them, rows/s',
          'catch-up, events/s',
          'rebuild, events/s',
        ],
        ...['catch-up ÷ COPY', 'by time', 'rebuild ÷ COPY', 'by time'],
      ],
      rows,
    },
  ]);
} finally {
  await bench.close();
}
