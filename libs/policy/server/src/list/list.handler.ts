import { z } from 'zod';
import { InvalidInput, policyRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { foldName } from '@countersign/names';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { policyViewOf } from '@countersign/policy-domain';
import type { SavedPolicy } from '@countersign/policy-domain';
import { PolicyCatalogue } from '../catalogue/policy-catalogue.js';
import { assertRole } from '../policy-commands.js';

/** `GET /v1/policies`: by name, from the catalogue, which has read the log to its head. */
@RpcController()
export class ListHandler {
  constructor(private readonly catalogue: PolicyCatalogue) {}

  @Handle(policyRpc.list)
  async list(
    @Input() query: RequestOf<typeof policyRpc.list>,
    @Call() call: CallContext,
  ): Promise<ResponseOf<typeof policyRpc.list>> {
    assertRole(call.caller, 'policy-admin', 'auditor');
    return policyPage((await this.catalogue.current()).all(), query);
  }
}

/**
 * One page of policies in the order of their names, without regard to case. A page begins after the last policy of
 * the previous page (keyset), so that policies that are created or deleted in the meantime shift nothing.
 * @throws InvalidInput on a cursor that this list did not give
 */
function policyPage(
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

/** The position of a policy in the list: its folded name, then its id. */
const place = z.object({ name: z.string(), id: z.string() });
export type Place = z.infer<typeof place>;

/** Opaque to clients: base64url of JSON. */
function writeCursor(at: Place): string {
  return Buffer.from(JSON.stringify(at)).toString('base64url');
}

/** @throws InvalidInput on a text that `writeCursor` did not make */
function readCursor(cursor: string): Place {
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new InvalidInput([{ path: 'cursor', message: 'is not a cursor of this list' }]);
  }
}
