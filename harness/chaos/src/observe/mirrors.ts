import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { mirrorName } from '@countersign/contracts';
import type { CloudEvent, LogName } from '@countersign/contracts';
import { loadSecrets } from '@countersign/installation';
import { inboxPrefixOf } from '@countersign/mirror';
import { canonicalJson } from '@countersign/proof';
import type { Stack } from '@countersign/testing';
import type { MirroredEvent } from './observed.js';

const PAGE = 500;

/** Reads mirrors as the user of the reporting service, the only one that can read all three. */
export async function withMirrors<T>(stack: Stack, read: (mirrors: Mirrors) => Promise<T>): Promise<T> {
  const { nats } = await loadSecrets(stack.folder.secrets);
  const nc = await connect({
    servers: stack.natsUrl.split(','),
    user: 'reporting',
    pass: nats.reporting,
    inboxPrefix: inboxPrefixOf('reporting'),
    timeout: 5_000,
  });
  try {
    return await read(new Mirrors(await jetstreamManager(nc, { checkAPI: false })));
  } finally {
    await nc.close();
  }
}

/** The mirrors, read with the library of NATS, without any code of the product. */
export class Mirrors {
  constructor(private readonly jsm: JetStreamManager) {}

  /** Its last sequence; -1 if there is none or no answer. */
  async last(log: LogName): Promise<number> {
    return this.jsm.streams.info(mirrorName(log)).then(
      ({ state }) => state.last_seq,
      () => -1,
    );
  }

  /** Every message up to a sequence, or until no more come; none if the stream does not exist. */
  async read(log: LogName, upTo: number): Promise<MirroredEvent[]> {
    const messages: MirroredEvent[] = [];
    let last = 0;
    while (last < upTo) {
      const page = await this.page(log, last + 1);
      messages.push(...page.filter(({ sequence }) => sequence <= upTo));
      last = page.at(-1)?.sequence ?? Infinity;
    }
    return messages;
  }

  private async page(log: LogName, from: number): Promise<MirroredEvent[]> {
    const found: MirroredEvent[] = [];
    try {
      const batch = await this.jsm.direct.getBatch(mirrorName(log), { seq: from, batch: PAGE });
      for await (const message of batch) {
        const { sequence, hash, data } = message.json<CloudEvent>();
        found.push({ sequence: message.seq, position: Number(sequence), hash, body: canonicalJson(data) });
      }
    } catch {
      // Missing messages are for the check to report.
    }
    return found;
  }
}
