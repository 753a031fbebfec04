import type { JetStreamManager, MsgRequest, NextMsgRequest, StoredMsg, StreamInfo } from '@nats-io/jetstream';
import { cloudEvent } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import type { MirrorEnd } from './divergence.js';

/** The last event of a mirror, and the first message after it, if there is one: a stray. */
export interface LastEvent {
  event?: MirrorEnd;
  stray?: StoredMsg;
}

/**
 * Finds the last message of a mirror that is an event with sequence = position. The relay names the sequence that each
 * message must follow, so no event follows a stray, and halving finds the place. A message that is missing counts as
 * the next one that exists, so that holes do not matter.
 */
export async function lastEventOf(
  jsm: JetStreamManager,
  { config, state }: StreamInfo,
  log: LogName,
): Promise<LastEvent> {
  const from = (seq: number): Promise<StoredMsg | null> => nextMessage(jsm, config.name, log, seq);
  let low = state.first_seq - 1;
  let high = state.last_seq;
  let found: LastEvent = {};
  // Mostly the last message is an event: one question.
  for (let middle = high; low < high; middle = Math.ceil((low + high) / 2)) {
    const message = await from(middle);
    const event = message && eventAt(message);
    if (event) {
      found = { ...found, event };
      low = Math.max(middle, event.position);
    } else {
      if (message) found = { ...found, stray: message };
      high = middle - 1;
    }
  }
  return found;
}

/** The first message of a log in a stream, from a sequence on; null if there is none. */
export function nextMessage(
  jsm: JetStreamManager,
  stream: string,
  log: LogName,
  seq: number,
): Promise<StoredMsg | null> {
  const wish: NextMsgRequest = { seq, next_by_subj: `countersign.${log}.>` };
  // The client's type knows this form of request only for direct gets; the server answers it here as well.
  return jsm.streams.getMessage(stream, wish as MsgRequest);
}

/** Position and hash of the event that a message is; undefined if it is no event of its sequence. */
function eventAt(message: StoredMsg): MirrorEnd | undefined {
  const event = cloudEvent.safeParse(parsed(message)).data;
  if (event?.sequence !== String(message.seq)) return undefined;
  return { position: message.seq, hash: event.hash };
}

function parsed(message: StoredMsg): unknown {
  try {
    return message.json();
  } catch {
    return undefined;
  }
}
