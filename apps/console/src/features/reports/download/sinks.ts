/** The destination of a download. */
interface Sink {
  write: (chunk: Uint8Array<ArrayBuffer>) => void | Promise<void>;
  /** Keeps the file: it is complete. */
  close: () => void | Promise<void>;
  /** Keeps nothing: the download failed or was cancelled. */
  discard: () => void | Promise<void>;
}

/**
 * Writes a stream into a sink as fast as the sink takes it. Nothing of a stream that breaks off is kept, because half a
 * report looks like a whole one.
 *
 * @param onBytes - is called after each chunk with the number of bytes so far
 */
export async function pour(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  sink: Sink,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const reader = stream.getReader();
  try {
    let bytes = 0;
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      await sink.write(read.value);
      bytes += read.value.length;
      onBytes(bytes);
    }
  } catch (error) {
    await Promise.allSettled([reader.cancel(), sink.discard()]);
    throw error;
  }
  await sink.close();
}

/** 1234567 is "1.2 MB". */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** The largest file that is collected in memory, in bytes: about a hundred thousand rows. */
const MAX_BYTES_IN_MEMORY = 100_000_000;

/** The file is larger than the console collects in memory. */
export class TooLarge extends Error {
  constructor(maxBytes: number) {
    super(
      `The file is larger than ${bytesText(maxBytes)}, and this browser cannot write it to disk while it downloads. ` +
        'Choose fewer days, use Chrome or Edge, or call the API with curl.',
    );
    this.name = 'TooLarge';
  }
}

/** Collects a file in memory and saves it when it is complete, for browsers that cannot write to a file. */
export function blobSink(type: string, save: (blob: Blob) => void, maxBytes = MAX_BYTES_IN_MEMORY): Sink {
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  return {
    write: (chunk) => {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new TooLarge(maxBytes);
      chunks.push(chunk);
    },
    close: () => save(new Blob(chunks, { type })),
    discard: () => {
      chunks = [];
    },
  };
}

/** Saves a file into the browser's folder for downloads. */
export function saveAs(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  // By then the browser has read the blob.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** The part of the File System Access API that is used here. Not every browser has it. */
interface FileStream {
  write: (chunk: Uint8Array<ArrayBuffer>) => Promise<void>;
  close: () => Promise<void>;
  abort: () => Promise<void>;
}
interface Picker {
  showSaveFilePicker?: (options: {
    suggestedName: string;
  }) => Promise<{ createWritable: () => Promise<FileStream> }>;
}

/**
 * Lets the person choose a file that is written during the download, however large. The file appears only when the
 * stream is closed.
 *
 * @returns null where the browser cannot do this; 'cancelled' when no file was chosen
 */
export async function pickFile(suggestedName: string): Promise<Sink | 'cancelled' | null> {
  const { showSaveFilePicker } = globalThis as Picker;
  if (!showSaveFilePicker) return null;
  try {
    const file = await showSaveFilePicker.call(globalThis, { suggestedName });
    const stream = await file.createWritable();
    return {
      write: (chunk) => stream.write(chunk),
      close: () => stream.close(),
      discard: () => stream.abort(),
    };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return 'cancelled';
    throw error;
  }
}
