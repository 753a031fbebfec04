import { checkOutReportQuery, reportingRpc, summaryQuery } from '@countersign/contracts';
import type { EndpointDefinition } from '../http/endpoint.js';
import { checkOutsExample, summaryExample } from './reports.examples.js';

const tag = 'Reports';

/** What the report can be had as; the first where the caller does not mind. */
export const CHECK_OUT_TYPES = ['application/json', 'text/csv', 'application/x-ndjson'] as const;

/** `/v1/reports`: for auditors. */
export const reportEndpoints = {
  checkOuts: {
    name: 'reportCheckOuts',
    method: 'GET',
    path: '/v1/reports/check-outs',
    tag,
    summary: 'The check-out requests report: every request with all that became of it',
    description:
      'For auditors. JSON comes in pages, which may hold fewer rows than `limit` though there are more; ' +
      '`Accept: text/csv` or `application/x-ndjson` streams every row that the filters leave, the same in the same ' +
      'order, whatever the `limit`. A download that breaks off is not whole: the connection is cut, never ended. ' +
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
    summary: 'What happened in a range of time: counts, times to decision, approvers, expiries, refusals',
    description:
      'For auditors. The last 30 days unless told, at most 366 days and 1000 buckets. Requests count where they ' +
      'were submitted in the range, steps where they were completed in it, decisions and refused attempts where ' +
      'they happened in it. Buckets begin when the hour, day, week (Monday) or month does in `timeZone`.',
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
