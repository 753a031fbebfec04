import { calm, editing } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

// Bugs that decide or answer on a state that is no longer the newest.

/** "The last one to save wins." */
export const ifMatchIgnored: SeededBug = {
  name: 'if-match-ignored',
  says: 'An edit replaces the newest version of the policy, not only the one that its writer has read.',
  patches: [
    {
      file: 'libs/policy/domain/src/policy.ts',
      find: `  if (!ifMatch.includes(policy.version)) throw new VersionConflict(ifMatch, policy.version);
`,
      replace: '',
    },
  ],
  scenario: editing,
  caughtBy: ['policy-versions'],
};

/** "Policies rarely change, and every submission asks the log for its head." */
export const matchFromStaleIndex: SeededBug = {
  name: 'match-from-stale-index',
  says: 'The matcher reads the policy log at most once a second, and answers from its index in between.',
  patches: [
    {
      file: 'libs/policy/server/src/catalogue/policy-catalogue.ts',
      find: `  private state = new CatalogueState(0);
`,
      replace: `  private state = new CatalogueState(0);
  private readAt = 0;
`,
    },
    {
      file: 'libs/policy/server/src/catalogue/policy-catalogue.ts',
      find: `  current(): Promise<PolicyIndex> {
`,
      replace: `  current(): Promise<PolicyIndex> {
    if (Date.now() - this.readAt < 1_000) return Promise.resolve(this.state.index);
`,
    },
    {
      file: 'libs/policy/server/src/catalogue/policy-catalogue.ts',
      find: `    return this.state.index;
`,
      replace: `    this.readAt = Date.now();
    return this.state.index;
`,
    },
  ],
  scenario: editing,
  caughtBy: ['policy-in-force'],
};

/** What ends in an append is checked by its version; a refusal ends in nothing, and nothing checks it. */
export const refusalFromCache: SeededBug = {
  name: 'refusal-from-cache',
  says: 'A refusal is answered from the cached state, which another instance may have gone beyond.',
  patches: [
    {
      file: 'libs/event-log/src/runner/create-decide-runner.ts',
      find: `      if (loader.restsOnCache([])) return { again: 'stale' };
`,
      replace: '',
    },
  ],
  scenario: calm,
  caughtBy: ['refusals'],
};

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
