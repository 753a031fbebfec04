import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '@countersign/contracts';

/** Parameter decorator: the versions named by `If-Match`. */
export const IfMatch = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  ifMatchVersions(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
);

/** A write that replaces a version must name it: `If-Match: "<version>"` (RFC 9110, section 13.1.1). */
class IfMatchMissing extends Refusal {
  constructor() {
    super(
      'if-match-missing',
      428,
      'Send the header If-Match with the ETag of the version that you have read, such as If-Match: "3".',
    );
  }
}

class IfMatchMalformed extends Refusal {
  constructor(message: string) {
    super('if-match-malformed', 400, message);
  }
}

/** No caller needs more. */
const MAX_TAGS = 20;
/** One entity tag of RFC 9110, section 8.8.3. */
const ENTITY_TAG = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/;
/** A strong tag as this API sends it. */
const VERSION = /^"([1-9]\d{0,8})"$/;

/**
 * The versions that `If-Match` names; any of them may be the current version. Weak tags and unknown tags never match,
 * because the comparison is strong. `*` is refused: it would overwrite what another administrator has just saved.
 * @throws Refusal 428 when the header is missing, 400 when it is not a list of entity tags
 */
export function ifMatchVersions(header: string | undefined): number[] {
  if (header === undefined || header.trim() === '') throw new IfMatchMissing();
  if (header.trim() === '*') {
    throw new IfMatchMalformed(
      'If-Match: * is not accepted: name the version that you have read, such as "3".',
    );
  }
  const tags = header.split(',').map((tag) => tag.trim());
  if (tags.length > MAX_TAGS || !tags.every((tag) => ENTITY_TAG.test(tag))) {
    throw new IfMatchMalformed('If-Match must be the ETag of a version, in quotes, such as "3".');
  }
  return tags.flatMap((tag) => VERSION.exec(tag)?.slice(1).map(Number) ?? []);
}

/** The strong ETag of a version. */
export function etag(version: number): string {
  return `"${version}"`;
}
