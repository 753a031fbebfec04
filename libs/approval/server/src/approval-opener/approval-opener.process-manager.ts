import { Injectable } from '@nestjs/common';
import type { RecordedEvent, RequestSubmitted } from '@countersign/contracts';
import type { ProcessManager } from '@countersign/consumers';
import { Opener } from '../opener.js';

/** A submitted request opens its approval. */
@Injectable()
export class ApprovalOpener implements ProcessManager {
  readonly name = 'approval-opener';
  readonly log = 'request';

  constructor(private readonly opener: Opener) {}

  async handle(event: RecordedEvent): Promise<void> {
    if (!isSubmitted(event)) return;
    await this.opener.open(event, event.traceparent);
  }
}

function isSubmitted(event: RecordedEvent): event is RecordedEvent<RequestSubmitted> {
  return event.type === 'request.submitted';
}
