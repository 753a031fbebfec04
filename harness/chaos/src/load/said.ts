import type { PolicyVersion, Said, SaidRequest } from './history.js';

type Members = Record<string, unknown>;

/** Parses an answer of the gateway; never fails, whatever the answer contains. */
export function readAnswer(status: number, position: string | null, text: string): Said {
  const body = membersOf(parsed(text));
  const request = requestOf(membersOf(body['request'] ?? body));
  const refusal = status >= 400;
  return {
    status,
    code: refusal ? textOf(body['code']) : null,
    detail: refusal ? textOf(body['detail']) : null,
    requestId: status === 201 ? textOf(body['id']) : textOf(body['refusedRequestId']),
    request: refusal ? null : request,
    policy: Array.isArray(body['conditions']) ? versionOf(body) : null,
    ticket: ticketOf(textOf(body['ticket'])),
    standing: standingOf(body),
    position,
  };
}

function requestOf(view: Members): SaidRequest | null {
  const id = textOf(view['id']);
  const status = textOf(view['status']);
  if (id === null || status === null) return null;
  const outcome = textOf(view['outcome']);
  return {
    id,
    status,
    outcome,
    version: Number(view['version']),
    policy: versionOf(membersOf(view['policy'])),
    decisions: listOf(view['steps']).flatMap((step, index) =>
      listOf(step['decisions']).map(
        (one) => `${index} ${textOf(membersOf(one['by'])['id'])} ${textOf(one['decision'])}`,
      ),
    ),
    access: accessOf(view['access']),
  };
}

/** The policy version that is shown, whole or by reference. */
function versionOf({ id, version }: Members): PolicyVersion | null {
  return typeof id === 'string' && typeof version === 'number' ? { id, version } : null;
}

function accessOf(value: unknown): SaidRequest['access'] {
  const access = membersOf(value);
  const [status, startsAt, endsAt] = [access['status'], access['startsAt'], access['endsAt']].map(textOf);
  if (!status || !startsAt || !endsAt) return null;
  return { status, startsAt, endsAt, ticketId: textOf(access['ticketId']) };
}

/** The unverified claims of a ticket; the harness only checks that they agree with the log. */
function ticketOf(jwt: string | null): Said['ticket'] {
  const [, claims] = jwt?.split('.') ?? [];
  if (claims === undefined) return null;
  const { jti, exp } = membersOf(parsed(Buffer.from(claims, 'base64url').toString()));
  return typeof jti === 'string' && typeof exp === 'number' ? { id: jti, expires: exp } : null;
}

function standingOf({ active, reason, endsAt }: Members): Said['standing'] {
  if (typeof active !== 'boolean' || typeof endsAt !== 'string') return null;
  return { active, reason: textOf(reason), endsAt };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};

const listOf = (value: unknown): Members[] => (Array.isArray(value) ? value.map(membersOf) : []);
