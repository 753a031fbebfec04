// Where the lines go: a file, written through to the disk, or standard output.
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';

export const openOutput = (path) => (path === '-' ? new StandardOutput() : new OutputFile(path));

class StandardOutput {
  size = 0;

  linesAfter() {
    return [];
  }

  append(text) {
    writeAll(1, Buffer.from(text));
  }
}

class OutputFile {
  #path;

  constructor(path) {
    this.#path = path;
    this.#cutUnfinishedLine();
  }

  get size() {
    return this.#with('r', (file) => fstatSync(file).size);
  }

  /** The complete lines after the first `bytes` bytes. */
  linesAfter(bytes) {
    return this.#with('r', (file) => textAfter(file, bytes))
      .split('\n')
      .filter(Boolean);
  }

  append(text) {
    this.#with('a', (file) => {
      writeAll(file, Buffer.from(text));
      fsyncSync(file);
    });
  }

  #cutUnfinishedLine() {
    this.#with('a+', (file) => {
      const { size } = fstatSync(file);
      const from = Math.max(0, size - 8 * 1024 * 1024);
      const tail = bytesAfter(file, from);
      ftruncateSync(file, from + tail.lastIndexOf(0x0a) + 1);
    });
  }

  #with(flags, work) {
    const file = openSync(this.#path, flags, 0o600);
    try {
      return work(file);
    } finally {
      closeSync(file);
    }
  }
}

const textAfter = (file, from) => bytesAfter(file, from).toString();

function bytesAfter(file, from) {
  const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - from));
  for (let read = 0; read < bytes.length;)
    read += readSync(file, bytes, read, bytes.length - read, from + read);
  return bytes;
}

function writeAll(file, bytes) {
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(file, bytes, written);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
