import type { CheckOutReportRow, RequestView, Summary } from '@countersign/contracts';
import { eventually } from '@countersign/testing';
import type { StackView } from '@countersign/testing';
import { behind, parked, readModelRows, rebuildReadModels } from './audit.js';
import { Client, twoStepPolicy } from './client.js';
import { sharedStack } from './stack/shared-stack.js';

const PATH = '/v1/reports/check-outs';

/** What an auditor sees of people's actions, in every format. */
describe('reports', () => {
  let stack: StackView;
  const requests: RequestView[] = [];
  /** Requests of other specs on the same stack are older. */
  let from: string;
  const people: Record<string, Client> = {};
  const as = (name: string): Client => people[name]!;
  const page = async (query = '') =>
    (
      await as('frank').get<{ items: CheckOutReportRow[]; nextCursor: string | null }>(
        `${PATH}?from=${from}${query}`,
      )
    ).body;
  const file = async (accept: string) => {
    const { status, headers, body } = await as('frank').get<unknown>(`${PATH}?from=${from}`, {
      headers: { accept },
    });
    return { status, type: headers.get('content-type'), body: String(body) };
  };

  beforeAll(async () => {
    stack = await sharedStack();
    from = new Date().toISOString();
    for (const name of ['alice', 'oscar', 'bob', 'erin', 'frank'])
      people[name] = new Client(stack.url, await stack.token(name));
    const { steps, ...policy } = twoStepPolicy('reported', 'reported-*');
    await as('erin').post('/v1/policies', { ...policy, steps: steps.slice(0, 1) });
    for (const [who, resource, justification] of [
      ['alice', 'reported-db-eu', '=HYPERLINK("http://evil.example.com")'],
      ['oscar', 'reported-db-us', 'Restore, "now"\nplease'],
      ['alice', 'nobody-governs-this', 'try'],
    ] as const) {
      const wish = { resource, account: 'db-admin', duration: 'PT1H', justification };
      requests.push((await as(who).post<RequestView>('/v1/requests', wish)).body);
    }
    const [granted, rejected] = requests as [RequestView, RequestView];
    const approval = { comment: 'go ahead', maxDuration: 'PT30M' };
    expect((await as('bob').post(`/v1/requests/${granted.id}/approve`, approval)).status).toBe(200);
    expect((await as('bob').post(`/v1/requests/${rejected.id}/reject`, { comment: 'no' })).status).toBe(200);
    await eventually('every consumer has caught up', async () => expect(await behind(stack)).toEqual([]));
  }, 120_000);

  it('have a row for every request, with requester, decisions and result', async () => {
    const { items, nextCursor } = await page();
    expect(nextCursor).toBeNull();
    expect(items).toHaveLength(3);
    expect(items[2]).toMatchObject({
      id: requests[0]?.id,
      status: 'approved',
      accessStatus: 'available',
      requester: { id: 'alice', name: 'Alice Archer', email: 'alice@example.com' },
      resource: 'reported-db-eu',
      account: 'db-admin',
      durations: { requested: 'PT1H', authorised: 'PT30M', actual: null },
      policy: { name: 'reported', version: 1 },
      steps: [{ name: 'Manager Review', decisions: [{ by: { id: 'bob' }, comment: 'go ahead' }] }],
      timeToDecision: expect.stringMatching(/^PT\d+S$/) as string,
    });
    expect(items[1]).toMatchObject({ status: 'rejected', steps: [{ decisions: [{ comment: 'no' }] }] });
    expect(items[0]).toMatchObject({
      status: 'refused',
      policy: null,
      refusal: { code: 'no-policy-applies' },
    });
  });

  it('agree as JSON pages, NDJSON and CSV', async () => {
    const { items } = await page();
    const first = await page('&limit=2');
    const second = await page(`&limit=2&cursor=${first.nextCursor ?? ''}`);
    expect([...first.items, ...second.items]).toEqual(items);
    const ndjson = await file('application/x-ndjson');
    expect(ndjson).toMatchObject({ status: 200, type: 'application/x-ndjson; charset=utf-8' });
    expect(
      ndjson.body
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(items);
    const csv = await file('text/csv');
    expect(csv).toMatchObject({ status: 200, type: 'text/csv; charset=utf-8; header=present' });
    const [header, ...lines] = csv.body.trimEnd().split('\r\n');
    expect(header).toMatch(/^request_id,resource,account,/);
    expect(lines.map((line) => line.split(',', 2))).toEqual(items.map(({ id, resource }) => [id, resource]));
  });

  it('contain text, not formulas, for spreadsheets', async () => {
    const { body } = await file('text/csv');
    expect(body).toContain(`,"'=HYPERLINK(""http://evil.example.com"")",`);
    expect(body).toContain('"Restore, ""now""\nplease"');
  });

  it('have a summary that counts the requests', async () => {
    const { status, body } = await as('frank').get<Summary>(
      `/v1/reports/summary?timeZone=Europe/Berlin&from=${from}`,
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      counts: { pending: 0, approved: 1, rejected: 1, cancelled: 0, expired: 0, refused: 1 },
      timeToDecision: { decided: 2 },
      approvers: [{ approver: { id: 'bob' }, decided: 2, approved: 1, approveRate: 0.5, underTenSeconds: 2 }],
      refusals: { requests: [{ code: 'no-policy-applies', count: 1 }] },
    });
    expect(body.buckets.reduce((sum, { counts }) => sum + counts.approved, 0)).toBe(1);
  });

  it.each(['alice', 'bob', 'erin'])('are closed to %s', async (who) => {
    for (const path of [PATH, '/v1/reports/summary'])
      expect(await as(who).get(path)).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
    expect(await as(who).get(PATH, { headers: { accept: 'text/csv' } })).toMatchObject({ status: 403 });
  });

  it('are the same after a rebuild', async () => {
    const before = await readModelRows(stack);
    await rebuildReadModels(stack, Date.now() + 30_000);
    expect(await readModelRows(stack)).toEqual(before);
    expect(await parked(stack)).toEqual([]);
  }, 40_000);
});
