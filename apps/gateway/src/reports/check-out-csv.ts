import type { CheckOutReportRow, MfaProof, PersonView } from '@countersign/contracts';

/** A cell: a text, or a number, which is written unchanged. */
export type Cell = string | number | null;

/** The start of a formula for spreadsheets (OWASP, "CSV injection"), also in full-width characters. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * The same within a text: a spreadsheet that separates by semicolons or tabs, as in many locales, starts a cell there,
 * and ends the row at a line break, because such a cell does not start with a quote.
 */
const FORMULA_WITHIN = /([;\t\r\n][" ]*)(?=[=+\-@＝＋－＠])/g;

const NEEDS_QUOTES = /[",\r\n]/;

/**
 * A line of a CSV file (RFC 4180) with its line end. A text that a spreadsheet would run as a formula gets an
 * apostrophe in front.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const within = cell.replace(FORMULA_WITHIN, "$1'");
  const harmless = FORMULA.test(cell) ? `'${within}` : within;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

type Column = [name: string, cell: (row: CheckOutReportRow) => Cell];
type Decision = CheckOutReportRow['steps'][number]['decisions'][number];

/** The columns of the exported report, in order; docs/reports.md explains them. */
const COLUMNS: readonly Column[] = [
  ['request_id', ({ id }) => id],
  ['resource', ({ resource }) => resource],
  ['account', ({ account }) => account],
  ['requested_by', ({ requester }) => requester.id],
  ['requested_by_name', ({ requester }) => requester.name],
  ['requested_by_email', ({ requester }) => requester.email],
  ['status', ({ status }) => status],
  ['access_status', ({ accessStatus }) => accessStatus],
  ['approvals', ({ steps }) => steps.map(stepText).join('\n')],
  ['approver_comments', (row) => decisionsOf(row).flatMap(commentText).join('\n')],
  ['reason', ({ justification, erasedAt }) => textOrErasure(justification, erasedAt)],
  ['ticket', ({ ticket }) => ticket],
  ['requested_duration', ({ durations }) => durations.requested],
  ['authorised_duration', ({ durations }) => durations.authorised],
  ['actual_duration', ({ durations }) => durations.actual],
  ['requested_at', ({ submittedAt }) => submittedAt],
  ['expires_at', ({ expiresAt }) => expiresAt],
  ['decided_at', ({ decidedAt }) => decidedAt],
  ['time_to_decision', ({ timeToDecision }) => timeToDecision],
  ['starts_at', ({ startsAt }) => startsAt],
  ['ends_at', ({ endsAt }) => endsAt],
  ['checked_out_at', ({ checkedOutAt }) => checkedOutAt],
  ['checked_in_at', ({ checkedInAt }) => checkedInAt],
  ['over_at', ({ overAt }) => overAt],
  ['policy_id', ({ policy }) => policy && policy.id],
  ['policy', ({ policy }) => policy && policy.name],
  ['policy_version', ({ policy }) => policy && policy.version],
  ['mfa_on_request', ({ mfa }) => mfaText(mfa.request)],
  ['mfa_on_approvals', (row) => decisionsOf(row).flatMap(approverMfaText).join('\n')],
  ['mfa_on_check_out', ({ mfa }) => mfaText(mfa.checkOut)],
  ['self_approved', ({ selfApproved }) => String(selfApproved)],
  ['granted_without_policy', ({ unmatched }) => String(unmatched)],
  ['refused_code', ({ refusal }) => refusal && refusal.code],
  ['refused_because', ({ refusal }) => refusal && refusal.detail],
  ['revoked_by', ({ revocation }) => revocation && revocation.by.id],
  ['revoked_at', ({ revocation }) => revocation && revocation.at],
  [
    'revoked_because',
    ({ revocation }) => revocation && textOrErasure(revocation.reason, revocation.erasedAt),
  ],
  ['cancelled_because', ({ cancelComment }) => cancelComment],
  ['decisions_incomplete', ({ decisionsIncomplete }) => String(decisionsIncomplete === true)],
];

export const CHECK_OUT_CSV_HEADER = csvLine(COLUMNS.map(([name]) => name));

export function checkOutCsvLine(row: CheckOutReportRow): string {
  return csvLine(COLUMNS.map(([, cell]) => cell(row)));
}

function decisionsOf({ steps }: CheckOutReportRow): Decision[] {
  return steps.flatMap(({ decisions }) => decisions);
}

/** `erased on 2026-03-01`, a day in UTC, where a text was erased. */
function textOrErasure(text: string | null, erasedAt: string | undefined): string | null {
  return text === null && erasedAt !== undefined ? `erased on ${erasedAt.slice(0, 10)}` : text;
}

/** `Bob Baxter <bob>`; the id alone for a person without a name. */
function personText({ id, name }: PersonView): string {
  return name === null ? id : `${name} <${id}>`;
}

/** `Manager Review (approved): Bob Baxter <bob> approve 2026-01-31T09:04:27.511Z`, decisions separated by `; `. */
function stepText({ name, status, decisions }: CheckOutReportRow['steps'][number], at: number): string {
  const taken = decisions.map(({ by, decision, at }) => `${personText(by)} ${decision} ${at}`);
  return [`${name ?? `Step ${at + 1}`} (${status})`, ...(taken.length ? [taken.join('; ')] : [])].join(': ');
}

function commentText({ by, comment, erasedAt }: Decision): string[] {
  const text = textOrErasure(comment, erasedAt);
  return text === null || text === '' ? [] : [`${personText(by)}: ${text}`];
}

function approverMfaText({ by, mfa }: Decision): string[] {
  return mfa ? [`${personText(by)}: ${mfaText(mfa)}`] : [];
}

/** `pwd+otp 2026-01-31T09:00:00.000Z` */
function mfaText(proof: MfaProof): string;
function mfaText(proof: MfaProof | null): string | null;
function mfaText(proof: MfaProof | null): string | null {
  return proof && `${proof.methods.join('+')} ${proof.at}`;
}
