import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { INestApplication } from '@nestjs/common';
import { NotAllowed, reportingRpc, Unavailable } from '@countersign/contracts';
import type { CheckOutReportRow } from '@countersign/contracts';
import { deferred, eventually, testNats } from '@countersign/testing';
import type { TestNats } from '@countersign/testing';
import { endGracefully } from '../create-gateway.js';
import { ask, startEdge } from '../test/edge.js';
import type { Answer, Edge } from '../test/edge.js';
import { startFakeServices } from '../test/fake-services.js';
import type { Script } from '../test/fake-services.js';
import { startTestIssuer } from '../test/test-issuer.js';
import type { TestIssuer } from '../test/test-issuer.js';
import { CHECK_OUT_CSV_HEADER, checkOutCsvLine } from './check-out-csv.js';
import { checkOutRowExample, summaryExample } from './reports.controller.js';

const PATH = '/v1/reports/check-outs';

let nats: TestNats;
let issuer: TestIssuer;
let services: INestApplication;
let script: Script;
let edge: Edge;
let logs = '';
let token: string;

beforeAll(async () => {
  [nats, issuer] = await Promise.all([testNats(), startTestIssuer()]);
  const env = { NATS_URL: nats.url, OIDC_ISSUER: issuer.url, OIDC_JWKS_URI: `${issuer.url}/jwks` };
  ({ app: services, script } = await startFakeServices('reporting', env, { write: () => undefined }));
  edge = await startEdge(
    { ...env, RATE_LIMIT_BURST: '10000', RATE_LIMIT_ADDRESS_BURST: '10000' },
    { write: (line) => void (logs += line) },
  );
  token = await issuer.token('frank');
  script.on(reportingRpc.summary, () => summaryExample);
  await eventually('reporting answers', async () => (await call('/v1/reports/summary')).status === 200);
}, 60_000);

afterAll(async () => {
  await endGracefully(edge.app);
  await services.close();
  await Promise.all([nats.stop(), issuer.stop()]);
}, 30_000);

const call = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
  ask(edge.url + path, method, { token, headers });

const row = (n: number): CheckOutReportRow => ({
  ...checkOutRowExample,
  resource: `prod-${n}`,
  justification: `=${n}`,
});

/** Makes reporting answer with this number of rows, page by page; `at` may throw for the page that begins at a row, or hold it back. */
function report(rows: number, at: (from: number) => unknown = () => undefined): { asked: () => number } {
  let asked = 0;
  script.on(reportingRpc.checkOuts, async (payload) => {
    const { limit = 50, cursor = '0' } = (payload as { query: { limit?: number; cursor?: string } }).query;
    asked += 1;
    const from = Number(cursor);
    await at(from);
    const end = Math.min(from + limit, rows);
    const items = Array.from({ length: end - from }, (_, i) => row(from + i));
    return { items, nextCursor: end < rows ? String(end) : null };
  });
  return { asked: () => asked };
}

/** The answer as a stream, which a test can leave in the middle. */
async function open(accept: string): Promise<IncomingMessage> {
  const request = get(edge.url + PATH, { headers: { authorization: `Bearer ${token}`, accept } });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

/**
 * Resolves when a page that the gateway would still want has been asked for: calls of one connection arrive in their
 * order, and the second of these leaves after whatever followed from the answers before.
 */
async function settled(): Promise<void> {
  for (let i = 0; i < 2; i++) await call('/v1/reports/summary');
}

/** Resolves when the gateway has noticed that one more client has gone. */
async function abandon(response: IncomingMessage): Promise<void> {
  const count = (): number => logs.split('"request aborted"').length;
  const before = count();
  response.destroy();
  await eventually('the gateway notices', () => count() > before);
}

describe('the same rows in the same order', () => {
  const rows = Array.from({ length: 450 }, (_, n) => row(n));

  it('are returned as JSON, page by page', async () => {
    report(450);
    type Page = { items: unknown[]; nextCursor: string | null };
    const pages: Page[] = [];
    for (let cursor: string | null = '0'; cursor !== null; cursor = pages.at(-1)?.nextCursor ?? null)
      pages.push((await call(`${PATH}?limit=200&cursor=${cursor}`)).body as unknown as Page);
    expect(pages.flatMap(({ items }) => items)).toEqual(rows);
  });

  it('are returned as NDJSON', async () => {
    report(450);
    const { text, headers } = await call(PATH, { accept: 'application/x-ndjson' });
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(rows);
    expect(headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="check-outs.ndjson"');
  });

  it('are returned as CSV, with formulas defused', async () => {
    report(450);
    const { text, headers } = await call(PATH, { accept: 'text/csv' });
    expect(text).toBe(CHECK_OUT_CSV_HEADER + rows.map(checkOutCsvLine).join(''));
    expect(text).toContain(`,'=17,`);
    expect(text).not.toContain(',=');
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(headers.get('content-disposition')).toBe('attachment; filename="check-outs.csv"');
    expect([headers.get('vary'), headers.get('cache-control')]).toEqual(['Accept', 'no-store']);
  });

  it('are none in an empty report, which has only the header', async () => {
    report(0);
    expect((await call(PATH, { accept: 'text/csv' })).text).toBe(CHECK_OUT_CSV_HEADER);
    expect(await call(PATH, { accept: 'application/x-ndjson' })).toMatchObject({ status: 200, text: '' });
  });
});

describe('an export', () => {
  it('has all rows of the filters, ignores the limit, and waits for the caller’s positions', async () => {
    report(3);
    await call(`${PATH}?status=approved&limit=1`, {
      accept: 'text/csv',
      'countersign-position': 'request=7',
    });
    expect(script.heard.at(-1)?.payload).toMatchObject({
      query: { status: ['approved'], limit: 200, sort: '-submittedAt' },
      atLeast: [{ log: 'request', position: 7 }],
    });
  });

  it('is a problem when the first page is refused', async () => {
    report(10, () => {
      throw new NotAllowed('auditor');
    });
    const refused = await call(PATH, { accept: 'text/csv' });
    expect(refused).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(refused.headers.get('content-disposition')).toBeNull();
  });

  it.each(['text/csv', 'application/x-ndjson'])(
    'as %s breaks the connection when a later page fails',
    async (type) => {
      report(1000, (from) => {
        if (from >= 600) throw new Unavailable('The database of lists');
      });
      await expect(call(PATH, { accept: type })).rejects.toThrow();
      const response = await open(type);
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      await expect(once(response, 'end')).rejects.toThrow('aborted');
      expect(text).toContain('prod-599');
      expect(response.complete).toBe(false);
    },
  );

  it('fetches no further page when the client has gone', async () => {
    const wanted = deferred();
    const held = deferred();
    const { asked } = report(100_000, (from) => {
      if (from < 600) return undefined;
      wanted.resolve();
      return held.promise;
    });
    const response = await open('application/x-ndjson');
    response.resume();
    await wanted.promise;
    await abandon(response);
    held.resolve();
    await settled();
    expect(asked()).toBe(4);
  });

  it('fetches pages only as fast as the client reads', async () => {
    const { asked } = report(100_000);
    const response = await open('application/x-ndjson');
    response.pause();
    // Each of these takes about as long as a page.
    for (let i = 0; i < 300; i++) await call('/v1/reports/summary');
    const before = asked();
    expect(before).toBeLessThan(100);
    response.resume();
    await eventually('more pages are fetched', () => asked() > before);
    await abandon(response);
  }, 30_000);

  it('fetches one page for a HEAD', async () => {
    const { asked } = report(10_000);
    const head = await call(PATH, { accept: 'text/csv' }, 'HEAD');
    expect(head).toMatchObject({ status: 200, text: '' });
    await settled();
    expect(asked()).toBe(1);
  });

  it('of 100,000 rows, 64 MB, needs a fraction of that in memory', async () => {
    report(100_000);
    const base = used();
    const response = await open('text/csv');
    let lines = 0;
    let bytes = 0;
    let most = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      lines += chunk.filter((byte) => byte === 10).length;
      if (Math.floor((bytes + chunk.length) / 4e6) > Math.floor(bytes / 4e6))
        most = Math.max(most, used() - base);
      bytes += chunk.length;
    }
    expect(lines).toBe(100_001);
    expect(bytes).toBeGreaterThan(50e6);
    expect(most).toBeLessThan(30e6);
  }, 120_000);
});

/** Bytes that cannot be collected. */
function used(): number {
  setFlagsFromString('--expose_gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

it.each(['text/html', 'application/xml', 'text/csv;q=0'])(
  'refuses Accept: %s before any service is called',
  async (accept) => {
    const { asked } = report(1);
    expect(await call(PATH, { accept })).toMatchObject({ status: 406, body: { code: 'not-acceptable' } });
    expect(asked()).toBe(0);
  },
);

it.each([
  `${PATH}?limit=201`,
  `${PATH}?accessStatus=gone`,
  '/v1/reports/summary?bucket=minute',
  '/v1/reports/summary?timeZone=Mars/Olympus',
  '/v1/reports/summary?timeZone=%2B01:00',
])('refuses %s before any service is called', async (path) => {
  const before = script.heard.length;
  expect(await call(path)).toMatchObject({ status: 422, body: { code: 'invalid-input' } });
  expect(script.heard).toHaveLength(before);
});

it('returns the summary of the reporting service', async () => {
  const answer = await call('/v1/reports/summary?bucket=week&timeZone=Europe/Berlin');
  expect(answer).toMatchObject({ status: 200, body: summaryExample });
  expect(script.heard.at(-1)?.payload).toMatchObject({
    query: { bucket: 'week', timeZone: 'Europe/Berlin' },
  });
});
