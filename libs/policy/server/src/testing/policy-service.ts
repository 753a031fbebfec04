import type { Caller, PolicyContentInput, Role, Unmatched } from '@countersign/contracts';
import { policyContent } from '@countersign/contracts';
import { createDecideRunner } from '@countersign/event-log';
import type { EventLog } from '@countersign/event-log';
import type { CallContext } from '@countersign/platform';
import { policyStreamsOf } from '@countersign/policy-domain';
import { PolicyCatalogue } from '../catalogue/policy-catalogue.js';
import { CreatePolicyHandler } from '../create/create-policy.handler.js';
import { DeletePolicyHandler } from '../delete/delete-policy.handler.js';
import { ExplainPolicyHandler } from '../explain/explain-policy.handler.js';
import { GetPolicyHandler } from '../get/get-policy.handler.js';
import { PolicyHistoryHandler } from '../history/policy-history.handler.js';
import { ListPoliciesHandler } from '../list/list-policies.handler.js';
import { MatchPolicyHandler } from '../match/match-policy.handler.js';
import { PolicyEvents } from '../policy-events.js';
import { UpdatePolicyHandler } from '../update/update-policy.handler.js';

/** The handlers of one instance of the service, over a log that other instances may share. */
export type PolicyService = ReturnType<typeof policyService>;

export function policyService(log: EventLog, unmatched: Unmatched = { outcome: 'refused' }) {
  const runner = createDecideRunner(log, { streamsOf: policyStreamsOf });
  const catalogue = new PolicyCatalogue(log);
  const events = new PolicyEvents(log);
  return {
    create: new CreatePolicyHandler(runner),
    update: new UpdatePolicyHandler(runner),
    delete: new DeletePolicyHandler(runner),
    get: new GetPolicyHandler(runner, events),
    history: new PolicyHistoryHandler(events),
    list: new ListPoliciesHandler(catalogue),
    match: new MatchPolicyHandler(catalogue),
    explain: new ExplainPolicyHandler(catalogue, unmatched),
  };
}

/** A call by a person; without an idempotency key every call is a command of its own. */
export function callBy(id: string, roles: Role[] = [], idempotencyKey: string | null = null): CallContext {
  const caller: Caller = {
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
