/** A text is not a duration or a time; the message continues a sentence that begins with the field: "must be …". */
export class Unreadable extends RangeError {
  constructor(problem: string) {
    super(problem);
    this.name = new.target.name;
  }
}

/** Why a text cannot be read, or null when it can. @param read - reads the text, and throws Unreadable */
export function problemIn(read: () => unknown): string | null {
  try {
    read();
    return null;
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
}
