import type { FastifyInstance } from 'fastify';
import { decodeUtf8, MalformedJson, parseJson, Refusal } from '@countersign/contracts';

/** The body is not JSON that every reader reads alike (400). */
class MalformedBody extends Refusal {
  constructor(problem: string) {
    super('malformed-json', 400, `The body cannot be read as JSON: ${problem}.`);
  }
}

/**
 * Accepts only JSON bodies. Clients that always name a content type send `application/json` with a DELETE or a POST
 * without a body; such a body is missing, not malformed.
 */
export function readJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      done(null, body.length === 0 ? undefined : jsonOf(body, request.headers['content-type'] ?? ''));
    } catch (error) {
      done(error as Error);
    }
  });
}

/** @throws MalformedBody */
function jsonOf(body: Buffer, contentType: string): unknown {
  if (!isUtf8(contentType)) throw new MalformedBody('JSON is always UTF-8, whatever its charset says');
  try {
    return parseJson(decodeUtf8(body));
  } catch (error) {
    throw error instanceof MalformedJson ? new MalformedBody(error.problem) : error;
  }
}

const CHARSET = /;\s*charset\s*=\s*(?:"([^"]*)"|([^;\s]*))/gi;

/** Whether every charset parameter says UTF-8; `application/json` itself has no such parameter. */
function isUtf8(contentType: string): boolean {
  return [...contentType.matchAll(CHARSET)].every(
    ([, quoted, plain]) => (quoted ?? plain ?? '').toLowerCase() === 'utf-8',
  );
}
