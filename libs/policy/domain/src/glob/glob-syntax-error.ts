/** Why a pattern cannot be saved, as the end of a sentence that begins with the pattern. */
export class GlobSyntaxError extends Error {}
