import { once } from 'node:events';
import { connect } from 'node:net';

/** An answer as the bytes on the socket say it. */
export interface RawAnswer {
  /** 0 when the socket was closed without an answer. */
  status: number;
  headers: string;
  body: string;
}

/** Sends bytes as they are, and reads the first answer when the server closes the socket. */
export async function raw(port: number, ...parts: (string | Buffer)[]): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => undefined);
  socket.write(Buffer.concat(parts.map((part) => Buffer.from(part as string))));
  await once(socket, 'close');
  const text = Buffer.concat(chunks).toString();
  const end = text.indexOf('\r\n\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1] ?? 0),
    headers: end === -1 ? text : text.slice(0, end).toLowerCase(),
    body: end === -1 ? '' : text.slice(end + 4),
  };
}
