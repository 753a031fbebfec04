import { viewOfPerson } from '../identity.js';
import type { Decision, RequestFacts, StepRecord } from '../approval/approval.events.js';
import type { PolicyRef } from '../policy/policy.js';
import type { GoverningPolicy } from '../policy/policy.rpc.js';
import type { RequestView, StepView } from './request.js';

type FactMembers =
  'requester' | 'resource' | 'account' | 'duration' | 'justification' | 'ticket' | 'startsAt' | 'submittedAt';

/** What was asked for, as members of a request's view. */
export function viewOfFacts(facts: RequestFacts): Pick<RequestView, FactMembers> {
  return { ...facts, requester: viewOfPerson(facts.requester) };
}

/** The policy that governs a request, for people. */
export function refOfPolicy({ id, version, content }: GoverningPolicy): PolicyRef {
  return { id, version, name: content.name };
}

/** A recorded step as clients see it. */
export function viewOfStep(step: StepRecord): StepView {
  return { ...step, decisions: step.decisions.map(viewOfDecision) };
}

function viewOfDecision({ by, decision, comment, maxDuration, at, mfa, selfApproval }: Decision) {
  return { by: viewOfPerson(by), decision, comment, maxDuration, at, mfa: mfa !== null, selfApproval };
}

/** Which step is open, 0-based; null when none is. */
export function openStepIndex(steps: readonly Pick<StepRecord, 'status'>[]): number | null {
  const index = steps.findIndex((step) => step.status === 'pending');
  return index < 0 ? null : index;
}

/** The steps of a policy before anybody has decided: the first is open, the others wait. */
export function freshSteps({ content }: GoverningPolicy): StepRecord[] {
  return content.steps.map((step, index) => ({
    name: step.name ?? null,
    status: index === 0 ? 'pending' : 'waiting',
    requiredApprovals: step.requiredApprovals,
    approvers: step.approvers,
    decisions: [],
  }));
}
