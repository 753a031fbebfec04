import type { Sink } from './pour.js';

/** The part of the File System Access API that is used here; not every browser has it. */
interface FileStream {
  write: (piece: Uint8Array<ArrayBuffer>) => Promise<void>;
  close: () => Promise<void>;
  abort: () => Promise<void>;
}
interface Picker {
  showSaveFilePicker?: (options: {
    suggestedName: string;
  }) => Promise<{ createWritable: () => Promise<FileStream> }>;
}

/**
 * Lets the person choose a file that is written while it comes, however large. It is there, whole, only when closed.
 *
 * @returns null where the browser cannot; 'cancelled' when nothing was chosen
 */
export async function pickFile(suggestedName: string): Promise<Sink | 'cancelled' | null> {
  const { showSaveFilePicker } = globalThis as Picker;
  if (!showSaveFilePicker) return null;
  try {
    const file = await showSaveFilePicker.call(globalThis, { suggestedName });
    const stream = await file.createWritable();
    return {
      write: (piece) => stream.write(piece),
      close: () => stream.close(),
      discard: () => stream.abort(),
    };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return 'cancelled';
    throw error;
  }
}
