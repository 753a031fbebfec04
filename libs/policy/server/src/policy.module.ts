import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { Unmatched } from '@countersign/contracts';
import { PolicyCatalogue } from './catalogue/policy-catalogue.js';
import { CreateHandler } from './create/create.handler.js';
import { DeleteHandler } from './delete/delete.handler.js';
import { ExplainHandler, UNMATCHED } from './explain/explain.handler.js';
import { GetHandler } from './get/get.handler.js';
import { HistoryHandler } from './history/history.handler.js';
import { ListHandler } from './list/list.handler.js';
import { MatchHandler } from './match/match.handler.js';
import { PolicyEvents } from './policy-events.js';
import { SeenApprovers } from './seen-approvers/seen-approvers.js';
import { UpdateHandler } from './update/update.handler.js';

/** The policy context. Needs the platform's module and the policy log's (`LogModule`) beside it. */
@Module({
  controllers: [
    CreateHandler,
    UpdateHandler,
    DeleteHandler,
    GetHandler,
    ListHandler,
    HistoryHandler,
    ExplainHandler,
    MatchHandler,
  ],
  providers: [PolicyCatalogue, PolicyEvents, SeenApprovers],
})
export class PolicyModule {
  /** @param unmatched - what happens to a request that no policy governs, for the answer of explain */
  static forService({ unmatched }: { unmatched: Unmatched }): DynamicModule {
    return { module: PolicyModule, providers: [{ provide: UNMATCHED, useValue: unmatched }] };
  }
}
