import { foldName } from '@countersign/contracts';
import type { policyRpc, RequestOf, ResponseOf } from '@countersign/contracts';
import { policyViewOf } from '@countersign/policy-domain';
import type { SavedPolicy } from '@countersign/policy-domain';
import { readCursor, writeCursor } from './policy-cursor.js';
import type { Place } from './policy-cursor.js';

/**
 * One page of policies in the order of their names, without regard to case. A page begins after the last policy of
 * the one before (keyset), so that policies made or deleted meanwhile shift nothing.
 * @throws InvalidInput on a cursor that this list did not give
 */
export function policyPage(
  policies: SavedPolicy[],
  { enabled, q, limit, cursor }: RequestOf<typeof policyRpc.list>,
): ResponseOf<typeof policyRpc.list> {
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const found = policies
    .filter(({ content }) => enabled === undefined || content.enabled === enabled)
    .filter((policy) => q === undefined || mentions(policy, foldName(q)))
    .map((policy) => ({ policy, place: placeOf(policy) }))
    .filter(({ place }) => !after || comparePlaces(place, after) > 0)
    .sort((a, b) => comparePlaces(a.place, b.place));
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  return {
    items: items.map(({ policy }) => policyViewOf(policy)),
    nextCursor: last ? writeCursor(last.place) : null,
  };
}

function placeOf({ id, content }: SavedPolicy): Place {
  return { name: foldName(content.name), id };
}

/** By code units, the same on every machine, which a locale's order is not. */
function comparePlaces(a: Place, b: Place): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
}

/** Whether name, description or a pattern contains the text. */
function mentions({ content }: SavedPolicy, folded: string): boolean {
  const patterns = content.conditions.flatMap((c) => [...(c.resourceNames ?? []), ...(c.accountNames ?? [])]);
  return [content.name, content.description ?? '', ...patterns].some((text) =>
    foldName(text).includes(folded),
  );
}
