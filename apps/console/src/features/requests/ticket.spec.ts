import { ticketEnd } from './ticket.js';

const base64url = (text: string) => btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
const ticket = (payload: object) => `e30.${base64url(JSON.stringify(payload))}.c2ln`;

it('a ticket says when it expires', () => {
  expect(ticketEnd(ticket({ exp: 1_769_850_000, sub: 'ÿ~?>' }))).toBe('2026-01-31T09:00:00.000Z');
});

it.each(['', 'a.b.c', ticket({}), ticket({ exp: 'soon' })])(
  'a text that is no ticket has no expiry: %s',
  (text) => expect(ticketEnd(text)).toBeNull(),
);
