import { bytesText } from './pour.js';
import type { Sink } from './pour.js';

/** More than this is not collected in memory, in bytes: about a hundred thousand rows. */
export const MOST_IN_MEMORY = 100_000_000;

/** The file is larger than this browser can collect. */
export class TooLarge extends Error {
  constructor(most: number) {
    super(
      `The file is larger than ${bytesText(most)}, and this browser cannot save it while it comes. ` +
        'Choose fewer days, or use Chrome or Edge, or the API with curl.',
    );
    this.name = 'TooLarge';
  }
}

/** Collects a file in memory, and saves it once it is whole: for browsers that cannot write to a file. */
export function blobSink(type: string, save: (blob: Blob) => void, most = MOST_IN_MEMORY): Sink {
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  return {
    write: (piece) => {
      bytes += piece.length;
      if (bytes > most) throw new TooLarge(most);
      pieces.push(piece);
    },
    close: () => save(new Blob(pieces, { type })),
    discard: () => {
      pieces = [];
    },
  };
}

/** Saves as browsers do, into the folder for downloads. */
export function saveAs(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  // Read by then: the browser takes hold of it when the link is followed.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
