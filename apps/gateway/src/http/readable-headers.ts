import type { IncomingMessage } from 'node:http';
import { Refusal } from '@countersign/contracts';

/**
 * Headers with one value that the gateway reads. Node keeps the first of two and joins others; a proxy in front may have
 * decided by the second.
 */
const SINGLE = new Set([
  'host',
  'authorization',
  'content-type',
  'content-length',
  'idempotency-key',
  'last-event-id',
  'user-agent',
]);

/** A header that holds one value is given twice, or the `Host` header is missing (400). */
class MalformedHeaders extends Refusal {
  constructor(sentence: string) {
    super('malformed-request', 400, sentence);
  }
}

/** The body is compressed or otherwise encoded (415). */
class UnsupportedEncoding extends Refusal {
  constructor() {
    super('unsupported-content-encoding', 415, 'Send the body as it is, without a Content-Encoding.', {
      acceptEncoding: 'identity',
    });
  }
}

/**
 * Refuses headers that two readers could read differently, and encodings of the body that nobody here decodes.
 * @throws MalformedHeaders (400), UnsupportedEncoding (415)
 */
export function assertReadable({ rawHeaders, headers, httpVersion }: IncomingMessage): void {
  const repeated = repeatedHeader(rawHeaders);
  if (repeated !== undefined) throw new MalformedHeaders(`The header ${repeated} is given twice.`);
  if (headers.host === undefined && httpVersion === '1.1')
    throw new MalformedHeaders('The header Host is missing.');
  if (!isIdentity(headers['content-encoding'])) throw new UnsupportedEncoding();
}

/** @param rawHeaders - names and values in turn */
function repeatedHeader(rawHeaders: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (let n = 0; n < rawHeaders.length; n += 2) {
    const name = (rawHeaders[n] ?? '').toLowerCase();
    if (!SINGLE.has(name)) continue;
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return undefined;
}

function isIdentity(encoding: string | undefined): boolean {
  return (encoding ?? '').split(',').every((coding) => /^\s*(?:identity)?\s*$/i.test(coding));
}
