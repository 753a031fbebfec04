import { instant, requestListQuery } from '@countersign/contracts';
import { z } from 'zod';
import { at, uuid } from './testing/stories.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import type { RequestListQuery } from './request-list/request-list.query.js';

const list = (query: object = {}) => requestListQuery.parse(query);
const position = { keys: [at(1)], id: uuid(1) };
const keys = z.tuple([instant]);

it('a cursor is valid under the same filters, whatever the size of the page', () => {
  const text = encodeCursor(position, list({ status: 'pending', limit: 5 }));
  expect(text).toMatch(/^[\w-]+$/);
  expect(decodeCursor(text, list({ status: ['pending'], limit: 20, cursor: text }), keys)).toEqual(position);
});

it.each([
  ['another filter', list({ status: 'approved' })],
  ['another order', list({ status: 'pending', sort: 'submittedAt' })],
  ['one filter less', list()],
])('it is refused under %s', (_, query) => {
  const text = encodeCursor(position, list({ status: 'pending' }));
  expect(refusal(text, query)).toMatchObject({
    code: 'invalid-input',
    errors: [{ path: 'cursor', message: 'belongs to a list with other filters or another order' }],
  });
});

it.each([[[]], [['yesterday']], [[at(1), at(1)]]])(
  'it is refused with keys of another list: %j',
  (others) => {
    const text = encodeCursor({ keys: others, id: uuid(1) }, list());
    expect(refusal(text, list())).toMatchObject({ code: 'invalid-input' });
  },
);

it.each(['', '!', 'e30', Buffer.from('{"keys":[],"id":"y","for":"z"}').toString('base64url')])(
  'text that is no cursor is refused: %j',
  (text) => {
    expect(refusal(text, list())).toMatchObject({ code: 'invalid-input', status: 422 });
  },
);

function refusal(text: string, query: RequestListQuery): unknown {
  try {
    return decodeCursor(text, query, keys);
  } catch (error) {
    return error;
  }
}
