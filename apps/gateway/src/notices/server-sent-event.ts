/** An event of a `text/event-stream` (HTML standard, "Server-sent events"); its data is JSON, which has no line breaks. */
export function serverSentEvent(name: string, data: object, id: string): string {
  return `event: ${name}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** A comment, with the id to resume from: clients note the id, and tell nobody of an event without data. */
export const heartbeat = (id: string): string => `: heartbeat\nid: ${id}\n\n`;
