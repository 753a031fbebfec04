import { NotAcceptable, preferredType } from './media-type.js';

const offered = ['application/json', 'text/csv', 'application/x-ndjson'] as const;

it.each([
  [undefined, 'application/json'],
  ['', 'application/json'],
  ['*/*', 'application/json'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'application/json'],
  ['text/csv', 'text/csv'],
  ['TEXT/CSV; charset=utf-8; header=present', 'text/csv'],
  ['text/*', 'text/csv'],
  ['*/*, application/x-ndjson', 'application/x-ndjson'],
  ['text/csv;q=0.5, application/x-ndjson;q=0.7', 'application/x-ndjson'],
  ['application/json;q=0, */*', 'text/csv'],
  ['application/*;q=0.2, text/csv;q=0.3', 'text/csv'],
])('answers %s with %s', (accept, type) => {
  expect(preferredType(accept, offered)).toBe(type);
});

it.each(['text/html', 'application/xml, image/*', 'text/csv;q=0', 'text/csv;q=nonsense', 'nonsense', ';q=1'])(
  'refuses %s',
  (accept) => {
    expect(() => preferredType(accept, offered)).toThrow(NotAcceptable);
  },
);
