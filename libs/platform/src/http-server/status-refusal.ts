import { Refusal } from '@countersign/contracts';

const sentences: Record<number, [code: string, sentence: string]> = {
  400: ['malformed-request', 'The request cannot be read: it is not well-formed HTTP.'],
  404: ['not-found', 'There is no such endpoint.'],
  408: ['request-timeout', 'The request took too long to arrive.'],
  411: ['length-required', 'Send the length of the body: Content-Length.'],
  413: ['body-too-large', 'A body may have at most 64 KiB.'],
  414: ['url-too-long', 'The address is too long.'],
  415: ['unsupported-media-type', 'Send JSON: Content-Type: application/json.'],
  416: ['range-not-satisfiable', 'The file has no such range.'],
  417: ['expectation-failed', 'The only expectation that is met is 100-continue.'],
  431: ['headers-too-large', 'The headers are too large.'],
  501: ['not-implemented', 'This server is no proxy: it opens no tunnels.'],
  505: ['http-version-not-supported', 'Use HTTP/1.1.'],
};

/** The refusal for a status of the HTTP server itself; with our sentence, because the server's may quote the body. */
export function refusalOfStatus(status: number): Refusal {
  const [code, sentence] = sentences[status] ?? ['bad-request', 'The request cannot be answered.'];
  return new Refusal(code, status, sentence);
}
