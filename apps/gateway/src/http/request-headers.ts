import { parsePositions, Refusal } from '@countersign/contracts';
import type { LogPosition } from '@countersign/contracts';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * The caller's idempotency key of a write, or null. See rules.md#idempotency.
 * @throws Refusal 400 when it is not 1–255 visible ASCII characters
 */
export function idempotencyKeyOf(header: string | undefined): string | null {
  if (header === undefined) return null;
  if (IDEMPOTENCY_KEY.test(header)) return header;
  throw new Refusal(
    'malformed-header',
    400,
    'Idempotency-Key must be 1 to 255 visible ASCII characters without spaces.',
  );
}

/**
 * The positions that a read must have seen: `Countersign-Position: request=42`, separated by commas.
 * @throws Refusal 400 when the header does not have that form
 */
export function positionsOf(header: string | undefined): LogPosition[] {
  if (header === undefined) return [];
  const positions = parsePositions(header);
  if (positions && positions.length <= 10) return positions;
  throw new Refusal(
    'malformed-header',
    400,
    'Countersign-Position must have the form log=number, such as request=42.',
  );
}
