import type { CheckOutReportRow } from '@countersign/contracts';
import { CHECK_OUT_CSV_HEADER, checkOutCsvLine } from './check-out-csv.js';
import { checkOutRowExample } from './reports.controller.js';

/** Cells by column; none of these has a comma or a quote in it. */
function cellsOf(row: CheckOutReportRow): Record<string, string> {
  const cells = checkOutCsvLine(row).trimEnd().split(',');
  return Object.fromEntries(
    CHECK_OUT_CSV_HEADER.trimEnd()
      .split(',')
      .map((name, i) => [name, cells[i] ?? 'missing']),
  );
}

const row: CheckOutReportRow = {
  ...checkOutRowExample,
  steps: checkOutRowExample.steps.map((step) => ({
    ...step,
    decisions: step.decisions.map((decision) => ({ ...decision, comment: 'Fine.' })),
  })),
};

it('writes every column of a row', () => {
  expect(cellsOf(row)).toEqual({
    request_id: row.id,
    resource: 'prod-db-eu',
    account: 'db-admin',
    ticket: 'INC-42',
    requested_by: 'alice',
    requested_by_name: 'Alice Archer',
    requested_by_email: 'alice@example.com',
    status: 'approved',
    access_status: 'checked-in',
    approvals: 'Manager Review (approved): Bob Baxter <bob> approve 2026-01-31T09:04:27.511Z',
    approver_comments: 'Bob Baxter <bob>: Fine.',
    reason: row.justification,
    requested_duration: 'PT1H',
    authorised_duration: 'PT30M',
    actual_duration: 'PT12M8S',
    requested_at: row.submittedAt,
    expires_at: row.expiresAt,
    decided_at: row.decidedAt,
    time_to_decision: 'PT4M27S',
    starts_at: row.startsAt,
    ends_at: row.endsAt,
    checked_out_at: row.checkedOutAt,
    checked_in_at: row.checkedInAt,
    over_at: row.overAt,
    policy_id: row.policy?.id,
    policy: 'production-db-approval',
    policy_version: '1',
    mfa_on_request: '',
    mfa_on_approvals: 'Bob Baxter <bob>: pwd+otp 2026-01-31T09:03:58.000Z',
    mfa_on_check_out: 'pwd+otp 2026-01-31T09:03:58.000Z',
    self_approved: 'false',
    granted_without_policy: 'false',
    refused_code: '',
    refused_because: '',
    revoked_by: '',
    revoked_at: '',
    revoked_because: '',
    cancelled_because: '',
    decisions_incomplete: 'false',
  });
});

it('says of a row that decisions may be missing', () => {
  expect(cellsOf({ ...row, steps: [], decisionsIncomplete: true })).toMatchObject({
    approvals: '',
    decisions_incomplete: 'true',
  });
});

it('writes a row without steps, a refused row and a revoked row', () => {
  const refusal = { code: 'no-policy-applies', detail: 'No policy allows it.' };
  expect(cellsOf({ ...row, steps: [], policy: null, refusal })).toMatchObject({
    approvals: '',
    approver_comments: '',
    policy: '',
    policy_version: '',
    refused_code: 'no-policy-applies',
    refused_because: 'No policy allows it.',
  });
  const by = { id: 'erin', name: 'Erin Everett', email: null };
  const revocation = { by, at: '2026-01-31T09:10:00.000Z', reason: 'over' };
  expect(cellsOf({ ...row, revocation })).toMatchObject({
    revoked_by: 'erin',
    revoked_at: '2026-01-31T09:10:00.000Z',
    revoked_because: 'over',
  });
  expect(cellsOf({ ...row, cancelComment: 'no need' })).toMatchObject({ cancelled_because: 'no need' });
});

it('writes the day of an erasure instead of a text, and the id instead of a name', () => {
  const erasedAt = '2026-03-01T12:00:00.000Z';
  const nobody = (id: string) => ({ id, name: null, email: null, erasedAt });
  const steps = row.steps.map((step) => ({
    ...step,
    decisions: step.decisions.map((one) => ({ ...one, by: nobody('bob'), comment: null, erasedAt })),
  }));
  const revocation = { by: nobody('erin'), at: '2026-01-31T09:10:00.000Z', reason: null, erasedAt };
  const erased = { ...row, requester: nobody('alice'), justification: null, erasedAt, steps, revocation };
  expect(cellsOf(erased)).toMatchObject({
    requested_by: 'alice',
    requested_by_name: '',
    requested_by_email: '',
    reason: 'erased on 2026-03-01',
    approvals: 'Manager Review (approved): bob approve 2026-01-31T09:04:27.511Z',
    approver_comments: 'bob: erased on 2026-03-01',
    mfa_on_approvals: 'bob: pwd+otp 2026-01-31T09:03:58.000Z',
    revoked_by: 'erin',
    revoked_because: 'erased on 2026-03-01',
  });
});
