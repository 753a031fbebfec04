import type { About } from '@countersign/contracts';
import type { Loader } from '@countersign/event-log';
import {
  lastRefusalFold,
  NOTHING_EARLIER,
  openRequestsFold,
  placeFold,
  placeStream,
  refusalStreams,
  requesterStream,
  requestFold,
  requestStream,
} from '@countersign/request-domain';
import type { Earlier } from '@countersign/request-domain';
import type { Acting } from '@countersign/service';
import type { RefusedRepeats } from './refused-repeats.js';

/** A submission: its id, who sends it, and the names. */
type Asked = Pick<About, 'requestId' | 'requester' | 'resource' | 'account'>;

/** Who acts and when, and what the requester asked for earlier. */
interface Loaded {
  acted: Acting;
  earlier: Earlier;
}

/** For a submission that a policy governs: the pending requests of its requester. */
export async function loadPending(loader: Loader, asked: Asked, acting: () => Acting): Promise<Loaded> {
  const [place, open] = await Promise.all([
    loader.loadNew(placeStream(asked), placeFold),
    loader.loadNew(requesterStream(asked.requester), openRequestsFold),
    loader.loadNew(requestStream(asked.requestId), requestFold),
  ]);
  const earlier = { ...NOTHING_EARLIER, place: place.state, open: open.state };
  return { acted: acting(), earlier };
}

/**
 * For a submission that no policy governs: an earlier refusal. The time is taken first, because it determines the streams
 * that the refusal belongs to.
 */
export async function loadRefusal(
  loader: Loader,
  asked: Asked,
  acting: () => Acting,
  repeated: RefusedRepeats,
): Promise<Loaded> {
  const acted = acting();
  const [refusals] = await Promise.all([
    Promise.all(refusalStreams(asked, acted.now).map((stream) => loader.loadNew(stream, lastRefusalFold))),
    loader.loadNew(requestStream(asked.requestId), requestFold),
  ]);
  const refusal = refusals[0]?.state ?? null;
  return { acted, earlier: { ...NOTHING_EARLIER, refusal, repeats: repeated.take() } };
}
