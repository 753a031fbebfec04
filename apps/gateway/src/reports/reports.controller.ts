import { Controller, Headers, Inject, Query, Res } from '@nestjs/common';
import type { StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { checkOutReportQuery, reportingRpc, summaryQuery } from '@countersign/contracts';
import type { CheckOutReportRow, Summary, ResponseOf } from '@countersign/contracts';
import { RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import { requestExample } from '../openapi/examples.js';
import { Endpoint } from '../http/endpoint.js';
import type { EndpointDefinition } from '../http/endpoint.js';
import { Call } from '../http/edge-call.js';
import type { EdgeCall } from '../http/edge-call.js';
import { preferredType } from '../http/media-type.js';
import { exportFile } from './export.js';

/** Real answers of the demo installation; a spec checks each against the schema of its endpoint. */
const { id, requester, resource, account, justification, ticket, steps } = requestExample;
const policy = { id: '0199f3a2-6c1e-7b60-8d42-0d1f5a3b7c90', version: 1, name: 'production-db-approval' };
const bob = { id: 'bob', name: 'Bob Baxter', email: 'bob@example.com' };
const proof = { methods: ['pwd', 'otp'], at: '2026-01-31T09:03:58.000Z' };
const [review] = steps;

export const checkOutRowExample: CheckOutReportRow = {
  id,
  status: 'approved',
  accessStatus: 'checked-in',
  requester,
  resource,
  account,
  justification,
  ticket,
  durations: { requested: 'PT1H', authorised: 'PT30M', actual: 'PT12M8S' },
  submittedAt: '2026-01-31T09:00:00.042Z',
  expiresAt: '2026-02-01T09:00:00.042Z',
  decidedAt: '2026-01-31T09:04:27.560Z',
  timeToDecision: 'PT4M27S',
  startsAt: '2026-01-31T09:04:27.560Z',
  endsAt: '2026-01-31T09:34:27.560Z',
  checkedOutAt: '2026-01-31T09:05:02.317Z',
  checkedInAt: '2026-01-31T09:17:10.904Z',
  overAt: '2026-01-31T09:17:10.904Z',
  policy,
  steps: [
    {
      name: 'Manager Review',
      status: 'approved',
      requiredApprovals: 1,
      approvers: review?.approvers ?? [],
      decisions: [
        {
          by: bob,
          decision: 'approve',
          comment: 'Fine, within the incident.',
          maxDuration: 'PT30M',
          at: '2026-01-31T09:04:27.511Z',
          mfa: proof,
          selfApproval: false,
        },
      ],
      openedAt: '2026-01-31T09:00:00.042Z',
      completedAt: '2026-01-31T09:04:27.511Z',
    },
  ],
  mfa: { request: null, checkOut: proof },
  selfApproved: false,
  unmatched: false,
  refusal: null,
  revocation: null,
  cancelComment: null,
};

const checkOutsExample = { items: [checkOutRowExample], nextCursor: null };

const counts = { pending: 1, approved: 12, rejected: 2, cancelled: 1, expired: 1, refused: 3 };

export const summaryExample: Summary = {
  from: '2026-01-31T00:00:00.000Z',
  to: '2026-02-01T00:00:00.000Z',
  bucket: 'day',
  timeZone: 'UTC',
  counts,
  buckets: [{ start: '2026-01-31T00:00:00.000Z', counts }],
  timeToDecision: { decided: 14, p50: 'PT4M27S', p95: 'PT2H10M' },
  policies: [
    { policy, requests: 17, decided: 14, expired: 1, selfApproved: 0, p50: 'PT4M27S', p95: 'PT2H10M' },
  ],
  steps: [
    { policyId: policy.id, step: 0, name: 'Manager Review', completed: 14, p50: 'PT4M27S', p95: 'PT2H10M' },
  ],
  approvers: [
    {
      approver: bob,
      decided: 14,
      approved: 12,
      approveRate: 0.857,
      medianTime: 'PT4M27S',
      underTenSeconds: 1,
    },
  ],
  topResources: [{ resource, requests: 17 }],
  topRequesters: [{ requester, requests: 9 }],
  expiries: { requests: 1, accessesNotUsed: 2 },
  refusals: {
    requests: [{ code: 'no-policy-applies', count: 3 }],
    attempts: [{ code: 'self-approval', count: 5 }],
  },
  selfApprovals: 0,
  unmatchedGrants: 0,
};

const tag = 'Reports';

/** The media types of the report; the first is the default. */
const CHECK_OUT_TYPES = ['application/json', 'text/csv', 'application/x-ndjson'] as const;

/** `/v1/reports`: for auditors. */
export const reportEndpoints = {
  checkOuts: {
    name: 'reportCheckOuts',
    method: 'GET',
    path: '/v1/reports/check-outs',
    tag,
    summary: 'Report every request with its decisions, access and check-outs',
    description:
      'For auditors. JSON comes in pages, which may contain fewer rows than `limit` before the end; ' +
      '`Accept: text/csv` or `application/x-ndjson` streams all rows of the filters in the same order, ignoring `limit`. ' +
      'After a failure during a download the connection is cut, not ended, so that a partial file cannot look complete. ' +
      'CSV is RFC 4180 in UTF-8 without a byte order mark, with a header line; a cell that a spreadsheet would ' +
      'run as a formula begins with an apostrophe.',
    access: 'person',
    query: checkOutReportQuery,
    headers: ['Countersign-Position'],
    answer: {
      status: 200,
      description: 'A page of rows, or the whole report as a file.',
      schema: reportingRpc.checkOuts.response,
      example: checkOutsExample,
      otherTypes: ['text/csv', 'application/x-ndjson'],
    },
    refusals: {
      403: ['not-allowed'],
      406: ['not-acceptable'],
      422: ['invalid-input'],
      503: ['not-caught-up'],
    },
  },
  summary: {
    name: 'reportSummary',
    method: 'GET',
    path: '/v1/reports/summary',
    tag,
    summary: 'Summarise a range of time: counts, times to decision, approvers, expiries, refusals',
    description:
      'For auditors. By default the last 30 days; at most 366 days and 1000 buckets. The range selects requests by ' +
      'submission, steps by completion, decisions and refused attempts by their time. Buckets start with the hour, ' +
      'day, week (Monday) or month in `timeZone`.',
    access: 'person',
    query: summaryQuery,
    headers: ['Countersign-Position'],
    answer: {
      status: 200,
      description: 'The summary.',
      schema: reportingRpc.summary.response,
      example: summaryExample,
    },
    refusals: {
      403: ['not-allowed'],
      422: ['invalid-input'],
      503: ['not-caught-up', 'summary-timeout', 'summary-busy'],
    },
  },
} as const satisfies Record<string, EndpointDefinition>;

/** Page size of an export; reporting returns fewer rows when they are large. */
const EXPORT_PAGE_SIZE = 200;
/** Longer than the service's own statement timeout, so that the service answers with the reason. */
const SUMMARY_TIMEOUT_MS = 20_000;

/** `/v1/reports`: answered by the reporting service. */
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
      ask({ ...query, limit: EXPORT_PAGE_SIZE, ...(cursor === null ? {} : { cursor }) }),
    );
  }

  @Endpoint(reportEndpoints.summary)
  summary(@Call() call: EdgeCall, @Query({ schema: summaryQuery }) query: z.input<typeof summaryQuery>) {
    const options = { timeoutMs: SUMMARY_TIMEOUT_MS };
    return this.rpc.call(reportingRpc.summary, { query, atLeast: call.atLeast }, call, options);
  }
}
