import type { Caller, PolicyContentInput, Role, Unmatched } from '@countersign/contracts';
import { policyContent } from '@countersign/contracts';
import { createDecideRunner } from '@countersign/event-log';
import type { EventLog } from '@countersign/event-log';
import type { AcceptedNames } from '@countersign/names';
import type { CallContext } from '@countersign/rpc';
import { policyStreamsOf } from '@countersign/policy-domain';
import { PolicyCatalogue } from '../catalogue/policy-catalogue.js';
import { CreateHandler } from '../create/create.handler.js';
import { DeleteHandler } from '../delete/delete.handler.js';
import { ExplainHandler } from '../explain/explain.handler.js';
import { GetHandler } from '../get/get.handler.js';
import { HistoryHandler } from '../history/history.handler.js';
import { ListHandler } from '../list/list.handler.js';
import { MatchHandler } from '../match/match.handler.js';
import { PolicyEvents } from '../policy-events.js';
import type { SeenReader } from '../seen-approvers/seen-approvers.js';
import { UpdateHandler } from '../update/update.handler.js';

/** Access tokens have named everybody. */
const allSeen: SeenReader = { like: (approvers) => Promise.resolve([...approvers]) };

/** The handlers of one instance of the service, over a log that other instances may share. */
export type PolicyService = ReturnType<typeof policyService>;

export function policyService(
  log: EventLog,
  unmatched: Unmatched = { outcome: 'refused' },
  names: AcceptedNames = 'restricted',
  seen: SeenReader = allSeen,
) {
  const runner = createDecideRunner(log, { streamsOf: policyStreamsOf });
  const catalogue = new PolicyCatalogue(log);
  const events = new PolicyEvents(log);
  return {
    create: new CreateHandler(runner, names, seen),
    update: new UpdateHandler(runner, names, seen),
    delete: new DeleteHandler(runner),
    get: new GetHandler(runner, events),
    history: new HistoryHandler(events),
    list: new ListHandler(catalogue),
    match: new MatchHandler(catalogue),
    explain: new ExplainHandler(catalogue, unmatched, names),
  };
}

/** A call by a person; without an idempotency key every call is a command of its own. */
export function callBy(id: string, roles: Role[] = [], idempotencyKey: string | null = null): CallContext {
  const caller: Caller = {
    kind: 'person',
    issuer: 'https://idp.example',
    id,
    name: id,
    email: null,
    groups: [],
    roles,
    authentication: { methods: [], contextClass: null, at: null },
    tokenExpiresAt: new Date('2100-01-01T00:00:00Z'),
  };
  return {
    caller,
    token: 'unused',
    requestId: 'request-1',
    traceparent: null,
    idempotencyKey,
    origin: { address: '192.0.2.7', userAgent: 'spec' },
  };
}

/** A policy as the edge hands it over. */
export function content(name: string, change: Partial<PolicyContentInput> = {}) {
  return policyContent.parse({
    name,
    conditions: [{ resourceNames: ['prod-*'] }],
    maxAccessDuration: 'PT4H',
    steps: [{ approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 1 }],
    ...change,
  });
}
