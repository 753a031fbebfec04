import { policyInternalRpc } from '@countersign/contracts';
import type { GoverningPolicy, RequestOf, ResponseOf } from '@countersign/contracts';
import type { SavedPolicy } from '@countersign/policy-domain';
import { Handle, Input, RpcController } from '@countersign/rpc';
import { PolicyCatalogue } from '../catalogue/policy-catalogue.js';

type Match = typeof policyInternalRpc.match;

/** Which policy version governs each of some requests, whole, for the request service to record. */
@RpcController()
export class MatchHandler {
  constructor(private readonly catalogue: PolicyCatalogue) {}

  /** All are matched by one state of the policies, which has the log's head of after the question. */
  @Handle(policyInternalRpc.match)
  async match(@Input() { requests }: RequestOf<Match>): Promise<ResponseOf<Match>> {
    const index = await this.catalogue.current();
    const places = new Map<SavedPolicy, number>();
    const governing = requests.map(({ resource, account }) => {
      const policy = index.match(resource, account);
      if (!policy) return null;
      if (!places.has(policy)) places.set(policy, places.size);
      return places.get(policy) ?? null;
    });
    return { governing, policies: Array.from(places.keys(), governingPolicyOf) };
  }
}

function governingPolicyOf({ id, version, authors, content }: SavedPolicy): GoverningPolicy {
  return {
    id,
    version,
    authors: [...authors],
    content,
  };
}
