import type { Patch } from './seeded-bug.js';

/** A patch does not fit its source: the product has changed, so the bug must be updated. */
class PatchDoesNotFit extends Error {
  constructor({ file, find }: Patch, times: number) {
    super(`${file}: expected once, found ${times} times: ${find}`);
    this.name = 'PatchDoesNotFit';
  }
}

/** A text with patches applied one after the other. @throws PatchDoesNotFit */
export function patchedText(text: string, patches: readonly Patch[]): string {
  return patches.reduce((before, patch) => {
    const times = before.split(patch.find).length - 1;
    if (times !== 1) throw new PatchDoesNotFit(patch, times);
    // A function, because `$` means something in a replacement's text.
    return before.replace(patch.find, () => patch.replace);
  }, text);
}
