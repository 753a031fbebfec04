/** One event of a server-sent stream. */
export interface StreamEvent {
  event: string;
  data: string;
  /** Last id seen so far; empty when none. */
  id: string;
}

/** Reads server-sent events from text as it comes, in whatever pieces (WHATWG HTML, section 9.2.6). */
export class EventStreamParser {
  private rest = '';
  private event = '';
  private data: string[] = [];
  private id = '';

  /** @returns the events that this piece completes */
  push(piece: string): StreamEvent[] {
    const text = this.rest + piece;
    // A CR at the very end may be half of a CRLF.
    const usable = text.endsWith('\r') ? text.slice(0, -1) : text;
    const lines = usable.split(/\r\n|\n|\r/);
    this.rest = (lines.pop() ?? '') + text.slice(usable.length);
    return lines.flatMap((line) => this.line(line));
  }

  private line(line: string): StreamEvent[] {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') this.event = value;
    else if (name === 'data') this.data.push(value);
    else if (name === 'id') this.id = value;
    return [];
  }

  private dispatch(): StreamEvent[] {
    const event = { event: this.event || 'message', data: this.data.join('\n'), id: this.id };
    const isEmpty = this.data.length === 0 && this.event === '';
    [this.event, this.data] = ['', []];
    return isEmpty ? [] : [event];
  }
}
