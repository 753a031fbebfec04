import { projectionViews } from './projections.handler.js';

const movedAt = new Date('2026-01-31T09:00:00Z');
const row = (consumer: string, log: 'request' | 'approval', position: number, more: object = {}) => ({
  consumer,
  log,
  position,
  movedAt,
  parkedStreams: 0,
  rebuild: null,
  rebuiltTo: null,
  ...more,
});

it('groups the progress in each log by projection, with the lag behind the head', () => {
  const views = projectionViews(
    [row('timeline', 'approval', 7), row('timeline', 'request', 3, { parkedStreams: 2 })],
    new Map([
      ['approval', 7],
      ['request', 10],
    ]),
  );
  expect(views).toEqual([
    {
      name: 'timeline',
      rebuild: null,
      logs: [
        expect.objectContaining({ log: 'approval', head: 7, lag: 0 }),
        expect.objectContaining({ log: 'request', head: 10, lag: 7, parkedStreams: 2 }),
      ],
    },
  ]);
});

it('has no lag while the head is unknown, and never a negative lag', () => {
  const heads = new Map<'request' | 'approval', number | null>([
    ['approval', null],
    ['request', 2],
  ]);
  const [view] = projectionViews([row('t', 'approval', 7), row('t', 'request', 3)], heads);
  expect(view?.logs.map(({ head, lag }) => [head, lag])).toEqual([
    [null, null],
    [2, 0],
  ]);
});

it('names a new epoch of one log as the reason to rebuild the whole projection', () => {
  const rows = [
    row('t', 'approval', 7, { rebuild: 'requested' }),
    row('t', 'request', 3, { rebuild: 'epoch' }),
  ];
  expect(projectionViews(rows, new Map())[0]?.rebuild).toBe('new-epoch');
  expect(projectionViews(rows.slice(0, 1), new Map())[0]?.rebuild).toBe('requested');
});
