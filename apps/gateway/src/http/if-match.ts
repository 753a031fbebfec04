import { Refusal } from '@countersign/contracts';

/** A write that would replace a version must say which: `If-Match: "<version>"` (RFC 9110, section 13.1.1). */
class IfMatchMissing extends Refusal {
  constructor() {
    super(
      'if-match-missing',
      428,
      'Send the header If-Match with the ETag of the version you have read, such as If-Match: "3".',
    );
  }
}

class IfMatchMalformed extends Refusal {
  constructor(message: string) {
    super('if-match-malformed', 400, message);
  }
}

/**
 * The version named by `If-Match`. `*` is refused: it would overwrite whatever another administrator has just saved.
 * @throws Refusal 428 when the header is missing, 400 when it is not one strong ETag of ours
 */
export function ifMatchVersion(header: string | undefined): number {
  if (header === undefined || header.trim() === '') throw new IfMatchMissing();
  if (header.trim() === '*') {
    throw new IfMatchMalformed('If-Match: * is not accepted: name the version you have read, such as "3".');
  }
  const version = /^"([1-9]\d{0,8})"$/.exec(header.trim())?.[1];
  if (version === undefined) {
    throw new IfMatchMalformed('If-Match must be the ETag of one version, in quotes, such as "3".');
  }
  return Number(version);
}

/** The strong ETag of a version. */
export function etag(version: number): string {
  return `"${version}"`;
}
