import { Injectable } from '@nestjs/common';
import type { requestRpc, ResponseOf } from '@countersign/contracts';
import { afterAppend } from '@countersign/event-log';
import type { Ran } from '@countersign/event-log';
import { positionsOf } from '@countersign/service';
import type { CallContext } from '@countersign/platform';
import { RequestReader } from './request-reader.js';

/** What check-in and revoke answer: the request as it is now. */
@Injectable()
export class AccessAnswer {
  constructor(private readonly reader: RequestReader) {}

  async of(ran: Ran, id: string, call: CallContext): Promise<ResponseOf<typeof requestRpc.revoke>> {
    const representation = await afterAppend(ran, () => this.reader.view(id, call));
    return { status: ran.result.status, positions: positionsOf('request', ran.appended), representation };
  }
}
