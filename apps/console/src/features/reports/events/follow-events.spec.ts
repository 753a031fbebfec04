import { followEvents } from './follow-events.js';
import type { AuditEvent, Question } from './follow-events.js';

const event = (id: string) => ({ id }) as AuditEvent;

it('the feed is read to its end, past answers without events, and then waits for new events', async () => {
  const asked: Question[] = [];
  const reported: [string[], boolean][] = [];
  const answers = [
    { items: [event('1')], nextCursor: 'a' },
    // Five thousand events that the filters leave out.
    { items: [], nextCursor: 'b' },
    { items: [], nextCursor: 'b' },
    { items: [event('2')], nextCursor: 'c' },
  ];
  const end = new AbortController();
  await followEvents({
    ask: (question) => {
      asked.push(question);
      const answer = answers[asked.length - 1];
      if (!answer) end.abort();
      return Promise.resolve(answer ?? answers[0]!);
    },
    onEvents: (events, isAtEnd) => reported.push([events.map(({ id }) => id), isAtEnd]),
    signal: end.signal,
  });
  expect(asked.map(({ after, wait }) => [after, wait])).toEqual([
    [undefined, 0],
    ['a', 0],
    ['b', 0],
    ['b', 25],
    ['c', 0],
  ]);
  expect(reported).toEqual([
    [['1'], false],
    [[], false],
    [[], true],
    [['2'], false],
  ]);
});

it('events that arrive after the abort are not reported', async () => {
  const end = new AbortController();
  const reported: AuditEvent[] = [];
  await followEvents({
    ask: () => {
      end.abort();
      return Promise.resolve({ items: [event('1')], nextCursor: 'a' });
    },
    onEvents: (events) => reported.push(...events),
    signal: end.signal,
  });
  expect(reported).toEqual([]);
});
