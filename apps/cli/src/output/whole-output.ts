import { fstatSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';

/**
 * A stream to write to, for stdout. Where stdout is a file, Node's own stream writes each chunk with one call, and ignores
 * that a disk which is nearly full takes only the beginning of it: the output would be cut, and the exit code 0.
 */
export function wholeOutput(stdout: typeof process.stdout): Writable {
  return fstatSync(stdout.fd).isFile() ? new FileOutput(stdout.fd) : stdout;
}

class FileOutput extends Writable {
  constructor(private readonly fd: number) {
    super();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    try {
      for (let written = 0; written < chunk.length;) written += writeSync(this.fd, chunk, written);
      done();
    } catch (error) {
      done(error as Error);
    }
  }
}
