import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { Unmatched } from '@countersign/contracts';
import { PolicyCatalogue } from './catalogue/policy-catalogue.js';
import { CreatePolicyHandler } from './create/create-policy.handler.js';
import { DeletePolicyHandler } from './delete/delete-policy.handler.js';
import { ExplainPolicyHandler } from './explain/explain-policy.handler.js';
import { UNMATCHED } from './explain/unmatched.js';
import { GetPolicyHandler } from './get/get-policy.handler.js';
import { PolicyHistoryHandler } from './history/policy-history.handler.js';
import { ListPoliciesHandler } from './list/list-policies.handler.js';
import { MatchPolicyHandler } from './match/match-policy.handler.js';
import { PolicyEvents } from './policy-events.js';
import { UpdatePolicyHandler } from './update/update-policy.handler.js';

/** The policy context. Needs the platform's module and the policy log's (`LogModule`) beside it. */
@Module({
  controllers: [
    CreatePolicyHandler,
    UpdatePolicyHandler,
    DeletePolicyHandler,
    GetPolicyHandler,
    ListPoliciesHandler,
    PolicyHistoryHandler,
    ExplainPolicyHandler,
    MatchPolicyHandler,
  ],
  providers: [PolicyCatalogue, PolicyEvents],
})
export class PolicyModule {
  /** @param unmatched - what becomes of a request that no policy governs, so that explain can say it */
  static forService({ unmatched }: { unmatched: Unmatched }): DynamicModule {
    return { module: PolicyModule, providers: [{ provide: UNMATCHED, useValue: unmatched }] };
  }
}
