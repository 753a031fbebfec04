import { Inject, Injectable } from '@nestjs/common';
import type { PolicyEvent } from '@countersign/contracts';
import type { EventLog } from '@countersign/event-log';
import { answering, EVENT_LOG } from '@countersign/service';
import { policyStream } from '@countersign/policy-domain';
import type { Recorded } from '@countersign/policy-domain';

/** The events of one policy, from the log. */
@Injectable()
export class PolicyEvents {
  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  /** Every event of the policy, oldest first; none when there never was one. @throws Unavailable */
  async of(id: string): Promise<Recorded<PolicyEvent>[]> {
    const events = await answering('The policy log', this.log.readStream<PolicyEvent>(policyStream(id)));
    return events as Recorded<PolicyEvent>[];
  }
}
