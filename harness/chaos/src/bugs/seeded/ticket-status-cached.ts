import { calm } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** "Brokers ask all the time, and a ticket rarely changes." */
export const ticketStatusCached: SeededBug = {
  name: 'ticket-status-cached',
  says: 'The request behind a ticket is kept in memory, and a revocation does not reach it.',
  patches: [
    {
      file: 'libs/request/server/src/ticket-status/ticket-status.handler.ts',
      find: `export class TicketStatusHandler {
`,
      replace: `export class TicketStatusHandler {
  private readonly known = new Map<string, Awaited<ReturnType<RequestReader['read']>>>();

`,
    },
    {
      file: 'libs/request/server/src/ticket-status/ticket-status.handler.ts',
      find: `    const { state: request } = await this.reader.read(ticket.requestId);
`,
      replace: `    const found = this.known.get(ticketId) ?? (await this.reader.read(ticket.requestId));
    this.known.set(ticketId, found);
    const { state: request } = found;
`,
    },
  ],
  scenario: calm,
  caughtBy: ['ticket-status'],
};
