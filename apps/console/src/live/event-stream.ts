/** One event of a server-sent stream. */
export interface StreamEvent {
  event: string;
  data: string;
}

/** Reads server-sent events from text in chunks of any size (WHATWG HTML, section 9.2.6). */
export class EventStreamParser {
  private rest = '';
  private event = '';
  private data: string[] = [];
  private id: string;

  /** @param lastId - the last event id of the connection before; empty when there was none */
  constructor(public lastId = '') {
    this.id = lastId;
  }

  /** @returns the events that this chunk completes; `lastId` also advances with ids that come without an event */
  push(chunk: string): StreamEvent[] {
    const text = this.rest + chunk;
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

  /** A heartbeat is a comment with an id: it advances `lastId`, but is not an event. */
  private dispatch(): StreamEvent[] {
    this.lastId = this.id;
    const event = { event: this.event || 'message', data: this.data.join('\n') };
    const isEmpty = this.data.length === 0 && this.event === '';
    this.event = '';
    this.data = [];
    return isEmpty ? [] : [event];
  }
}
