/** Where a download goes. */
export interface Sink {
  write: (piece: Uint8Array<ArrayBuffer>) => void | Promise<void>;
  /** All of it came: keep it. */
  close: () => void | Promise<void>;
  /** It did not: keep nothing. */
  discard: () => void | Promise<void>;
}

/**
 * Pours a stream into a sink as fast as the sink takes it. A stream that is cut leaves nothing: half a report looks like
 * a whole one.
 *
 * @param onBytes - hears how much has come, after each piece
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
