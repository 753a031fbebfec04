import type { IncomingMessage } from 'node:http';

const LONGEST_BYTES = 8 * 1024;

/** A posted form (application/x-www-form-urlencoded). @throws Error when it is longer than any of ours */
export async function readForm(req: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_BYTES) throw new Error('the form is too long');
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
