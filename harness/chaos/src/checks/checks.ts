import type { Observed } from '../observe/observed.js';
import { caughtUp, parked } from './caught-up.js';
import type { Check, Checked, Finding } from './check.js';
import { current } from './current.js';
import { decided, eligible, oneDecision, quorum } from './decisions.js';
import { endingsKnown, oneAccess, oneEnd, onePending } from './endings.js';
import { acknowledged, repeats, unacknowledged, unasked } from './idempotency.js';
import { inTime } from './in-time.js';
import { chain, clock, gapless, privateTexts, versions } from './log-order.js';
import { feed } from './feed.js';
import { governed, policyInForce } from './governed.js';
import { mirrors } from './mirrors.js';
import { policyVersions } from './policy-versions.js';
import { readModels, rebuilt } from './read-models.js';
import { recordedEnds } from './recorded-ends.js';
import { refusals } from './refusals.js';
import { handedOut, ticketStatus } from './tickets.js';
import { exclusive, inWindow, oneEndOfAccess } from './uses.js';

export type { Check, Checked, Finding } from './check.js';

/** Every guarantee that a run checks, by name of the check. */
export const checks: Readonly<Record<string, Check>> = {
  acknowledged,
  unacknowledged,
  repeats,
  unasked,
  versions,
  gapless,
  chain,
  'private-texts': privateTexts,
  clock,
  mirrors,
  feed,
  'policy-versions': policyVersions,
  governed,
  'policy-in-force': policyInForce,
  'one-decision': oneDecision,
  eligible,
  quorum,
  decided,
  current,
  'one-pending': onePending,
  'one-end': oneEnd,
  'in-time': inTime,
  'endings-known': endingsKnown,
  'one-access': oneAccess,
  'in-window': inWindow,
  'one-end-of-access': oneEndOfAccess,
  exclusive,
  'ticket-status': ticketStatus,
  'handed-out': handedOut,
  refusals,
  'recorded-ends': recordedEnds,
  'read-models': readModels,
  rebuilt,
  parked,
  'caught-up': caughtUp,
};

/** With this number of lifecycles, of every kind, each check has something to examine. */
const ENOUGH = 200;

/** Runs every check: its findings, and the number of things it examined. */
export function runChecks(observed: Observed): Record<string, Checked> {
  return Object.fromEntries(Object.entries(checks).map(([name, { check }]) => [name, check(observed)]));
}

/** All findings; in a large enough run, a check that examined nothing is a finding too. */
export function checkAll(observed: Observed, results = runChecks(observed)): Finding[] {
  const kinds = new Set(observed.history.lifecycles.map(({ kind }) => kind));
  const large = observed.history.lifecycles.length >= ENOUGH && kinds.size > 10;
  const idle = Object.entries(results).filter(([, { looked }]) => looked === 0);
  return [
    ...Object.values(results).flatMap(({ findings }) => findings),
    ...(large ? idle.map(([check]) => ({ check, detail: 'looked at nothing' })) : []),
  ];
}
