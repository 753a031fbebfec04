import { Controller, Headers, Inject, Query, Res } from '@nestjs/common';
import type { StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { checkOutReportQuery, reportingRpc, summaryQuery } from '@countersign/contracts';
import type { ResponseOf } from '@countersign/contracts';
import { RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import { Call } from '../http/edge-call.js';
import type { EdgeCall } from '../http/edge-call.js';
import { Endpoint } from '../http/endpoint.js';
import { preferredType } from '../http/media-type.js';
import { exportFile } from './export.js';
import { CHECK_OUT_TYPES, reportEndpoints } from './reports.endpoints.js';

/** Pages of an export; reporting returns fewer rows where they are large. */
const EXPORT_PAGE = 200;
/** Longer than the service allows its own statements, so that it is the service that says why. */
const SUMMARY_TIMEOUT_MS = 20_000;

/** `/v1/reports`: by the reporting service's read models. */
@Controller()
export class ReportsController {
  constructor(@Inject(RPC_CLIENT) private readonly rpc: RpcClient) {}

  @Endpoint(reportEndpoints.checkOuts)
  checkOuts(
    @Call() call: EdgeCall,
    @Query({ schema: checkOutReportQuery }) query: z.input<typeof checkOutReportQuery>,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | ResponseOf<typeof reportingRpc.checkOuts>> {
    reply.header('vary', 'Accept');
    const type = preferredType(accept, CHECK_OUT_TYPES);
    const ask = (page: typeof query) =>
      this.rpc.call(reportingRpc.checkOuts, { query: page, atLeast: call.atLeast }, call);
    if (type === 'application/json') return ask(query);
    return exportFile(type, (cursor) =>
      ask({ ...query, limit: EXPORT_PAGE, ...(cursor === null ? {} : { cursor }) }),
    );
  }

  @Endpoint(reportEndpoints.summary)
  summary(@Call() call: EdgeCall, @Query({ schema: summaryQuery }) query: z.input<typeof summaryQuery>) {
    const options = { timeoutMs: SUMMARY_TIMEOUT_MS };
    return this.rpc.call(reportingRpc.summary, { query, atLeast: call.atLeast }, call, options);
  }
}
