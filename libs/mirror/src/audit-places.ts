import { StorageType } from '@nats-io/jetstream';
import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream';
import { z } from 'zod';
import { isStreamNotFound } from './mirror.js';

/** The record is the metadata of a stream of its own, so that it outlives the stream of all mirrors. */
export const auditPlacesStream = 'COUNTERSIGN_AUDIT_PLACES';
const KEY = 'countersign-places';

/** The last event of a log that a consumer has acknowledged with all before it; null if there is none. */
const place = z.object({ position: z.number().int().positive(), hash: z.string() }).nullable();
export type Place = z.output<typeof place>;

const recorded = z.array(
  z.object({
    name: z.string(),
    config: z.record(z.string(), z.unknown()),
    places: z.record(z.string(), place),
  }),
);

/** A durable consumer: its settings, and its place in each log. */
export type Recorded = z.output<typeof recorded>[number];

/** The durable consumers that have not been moved to their places yet. */
export async function readPlaces(jsm: JetStreamManager): Promise<Recorded[]> {
  const text = (await placesInfo(jsm))?.config.metadata?.[KEY];
  return text === undefined ? [] : recorded.parse(JSON.parse(text));
}

/** nats-server takes 128 KiB of metadata. */
const LONGEST = 120_000;

/** The smallest consumers that fit into the record: a reader with huge settings must not keep a stray in the stream. */
function fitting(consumers: readonly Recorded[]): Recorded[] {
  const sizeOf = (one: Recorded): number => Buffer.byteLength(JSON.stringify(JSON.stringify(one)));
  let size = 2;
  return [...consumers]
    .sort((a, b) => sizeOf(a) - sizeOf(b))
    .filter((one) => (size += sizeOf(one)) <= LONGEST);
}

/** Replaces the record. @returns the consumers that did not fit, whose readers have to create them again */
export async function writePlaces(jsm: JetStreamManager, consumers: readonly Recorded[]): Promise<string[]> {
  const kept = fitting(consumers);
  const metadata = { [KEY]: JSON.stringify(kept) };
  if (await placesInfo(jsm)) await jsm.streams.update(auditPlacesStream, { metadata });
  else
    await jsm.streams.add({
      name: auditPlacesStream,
      description: 'In its metadata: places of durable consumers of COUNTERSIGN_AUDIT while it is recreated.',
      storage: StorageType.File,
      max_msgs: 1,
      metadata,
    });
  return consumers.filter((one) => !kept.includes(one)).map(({ name }) => name);
}

async function placesInfo(jsm: JetStreamManager): Promise<StreamInfo | undefined> {
  try {
    return await jsm.streams.info(auditPlacesStream);
  } catch (error) {
    if (isStreamNotFound(error)) return undefined;
    throw error;
  }
}
