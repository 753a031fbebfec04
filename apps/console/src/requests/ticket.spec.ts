import { ticketEnd } from './ticket.js';

const base64url = (text: string) => btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
const ticket = (payload: object) => `e30.${base64url(JSON.stringify(payload))}.c2ln`;

test('a ticket says when it ends', () => {
  expect(ticketEnd(ticket({ exp: 1_769_850_000, sub: 'ÿ~?>' }))).toBe('2026-01-31T09:00:00.000Z');
});

test.each(['', 'a.b.c', ticket({}), ticket({ exp: 'soon' })])('what is no ticket says nothing: %s', (text) =>
  expect(ticketEnd(text)).toBeNull(),
);
