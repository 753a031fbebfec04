import { NotAllowed, policyRpc, reportingRpc, requestRpc } from '@countersign/contracts';
import {
  meExample,
  policyBodyExample,
  policyExample,
  requestExample,
  savedPolicyExample,
  submitExample,
  timelineExample,
} from '../openapi/examples.js';
import { edgeWorld, expectProblem } from '../test/edge-world.js';
import type { EdgeWorld } from '../test/edge-world.js';

let world: EdgeWorld;
beforeAll(async () => {
  world = await edgeWorld();
}, 60_000);
afterAll(() => world.stop(), 30_000);

describe('the timeline', () => {
  const path = `/v1/requests/${requestExample.id}/timeline`;
  const event = {
    log: 'request',
    position: 118,
    id: '0199f3b4-91d7-7c3a-b0f5-6f2e8a4d1c56',
    type: 'request.submitted',
    schemaVersion: 1,
    streams: [{ id: `request-${requestExample.id}`, version: 1 }],
    at: '2026-01-31T09:00:00.042123Z',
    actor: { kind: 'person', issuer: 'https://id.example.com', id: 'alice' },
    correlationId: requestExample.id,
    causationId: null,
    traceparent: null,
    data: { resource: 'prod-db-eu' },
    private: { name: 'Alice Archer' },
    privateHash: '3f'.repeat(32),
    hash: '9a'.repeat(32),
  };

  it('has acts, comes from the request service, and waits for no position', async () => {
    world.script.on(requestRpc.timeline, () => timelineExample);
    const headers = { 'countersign-position': 'request=42' };
    for (const query of ['', '?raw=false']) {
      expect(await world.call('GET', path + query, { headers })).toMatchObject({
        status: 200,
        body: timelineExample,
      });
      const { subject, payload } = world.script.heard.at(-1)!;
      expect([subject, payload]).toEqual([requestRpc.timeline.subject, { id: requestExample.id }]);
    }
  });

  it('has the events as recorded with raw=true', async () => {
    world.script.on(requestRpc.rawTimeline, () => ({ items: [event] }));
    const answer = await world.call('GET', `${path}?raw=true`);
    expect(answer).toMatchObject({ status: 200, body: { items: [event] } });
    expect(world.script.heard.at(-1)?.subject).toBe(requestRpc.rawTimeline.subject);
  });

  it.each(['raw=perhaps', 'raw=1', 'raw=true&raw=true', 'colour=red'])('?%s is refused', async (query) => {
    expectProblem(await world.call('GET', `${path}?${query}`), 422, 'invalid-input');
  });
});

describe('passed on', () => {
  it('in: token, key, request id and trace', async () => {
    world.script.on(requestRpc.submit, () => ({
      status: 201,
      positions: [{ log: 'request', position: 42 }],
      representation: requestExample,
    }));
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const headers = { 'idempotency-key': 'k-1', 'x-request-id': 'mine-1', traceparent };
    await world.call('POST', '/v1/requests', { body: submitExample, headers });
    const { call: heard, payload } = world.script.heard.at(-1)!;
    expect(payload).toEqual(submitExample);
    expect(heard).toMatchObject({
      token: world.token,
      idempotencyKey: 'k-1',
      requestId: 'mine-1',
      caller: { id: 'alice' },
    });
    expect(heard.traceparent?.split('-')[1]).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  });

  it('in: the address of the client and its user agent, printable and cut to 256 characters', async () => {
    world.script.on(requestRpc.get, () => requestExample);
    const originOf = async (userAgent: string) => {
      await world.call('GET', `/v1/requests/${requestExample.id}`, { headers: { 'user-agent': userAgent } });
      return world.script.heard.at(-1)?.call.origin;
    };
    expect(await originOf('curl/8.0 "é"')).toEqual({ address: '127.0.0.1', userAgent: 'curl/8.0 ""' });
    expect((await originOf('x'.repeat(300)))?.userAgent).toBe('x'.repeat(256));
  });

  it('out of a submission: status, location and position', async () => {
    const answer = await world.call('POST', '/v1/requests', { body: submitExample });
    expect(answer).toMatchObject({ status: 201, body: requestExample });
    expect(answer.headers.get('location')).toBe(`/v1/requests/${requestExample.id}`);
    expect(answer.headers.get('countersign-position')).toBe('request=42');
  });

  it('out of a repeated write: its first status', async () => {
    world.script.on(policyRpc.create, () => ({
      status: 200,
      positions: [],
      representation: savedPolicyExample,
    }));
    const answer = await world.call('POST', '/v1/policies', { body: policyBodyExample });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(answer.headers.get('countersign-position')).toBeNull();
  });

  it('in: the positions that a read must have seen', async () => {
    world.script.on(reportingRpc.me, () => meExample);
    await world.call('GET', '/v1/me', { headers: { 'countersign-position': 'request=42,approval=7' } });
    expect(world.script.heard.at(-1)?.payload).toEqual({
      atLeast: [
        { log: 'request', position: 42 },
        { log: 'approval', position: 7 },
      ],
    });
    const malformed = await world.call('GET', '/v1/me', { headers: { 'countersign-position': 'somewhere' } });
    expectProblem(malformed, 400, 'malformed-header');
  });

  it('not: a malformed idempotency key, which is refused', async () => {
    const headers = { 'idempotency-key': 'two words' };
    expectProblem(
      await world.call('POST', '/v1/requests', { body: submitExample, headers }),
      400,
      'malformed-header',
    );
  });

  it('in: a well-formed request id; a malformed id is replaced', async () => {
    const id = async (header: string) => {
      const { headers, body } = await world.call('GET', '/v1/nothing', {
        headers: { 'x-request-id': header },
      });
      expect(body.requestId).toBe(headers.get('x-request-id'));
      return body.requestId;
    };
    expect(await id('edge-7')).toBe('edge-7');
    expect(await id('a b"c')).not.toContain('"');
  });

  it('out: a refusal of a service, unchanged', async () => {
    world.script.on(policyRpc.list, () => Promise.reject(new NotAllowed('policy-admin')));
    const answer = await world.call('GET', '/v1/policies');
    expectProblem(answer, 403, 'not-allowed');
    expect(answer.body).toMatchObject({
      detail: 'This needs the role policy-admin.',
      needed: 'policy-admin',
    });
  });

  it('not: the text of a defect of a service', async () => {
    world.script.on(policyRpc.list, () => Promise.reject(new Error('password=hunter2')));
    const answer = await world.call('GET', '/v1/policies');
    expectProblem(answer, 500, 'internal');
    expect(JSON.stringify(answer.body)).not.toContain('hunter2');
  });
});

describe('versions', () => {
  const path = `/v1/policies/${policyExample.id}`;
  const put = (ifMatch?: string) =>
    world.call('PUT', path, {
      body: policyBodyExample,
      ...(ifMatch === undefined ? {} : { headers: { 'if-match': ifMatch } }),
    });

  it('must be named by a write, and only by their ETag', async () => {
    expectProblem(await put(), 428, 'if-match-missing');
    expectProblem(await put('*'), 400, 'if-match-malformed');
    expectProblem(await put('3'), 400, 'if-match-malformed');
    expectProblem(await world.call('DELETE', path), 428, 'if-match-missing');
  });

  it('go to the service, and the new version comes back', async () => {
    const representation = { ...savedPolicyExample, version: 4 };
    world.script.on(policyRpc.update, () => ({
      status: 200,
      positions: [{ log: 'policy', position: 9 }],
      representation,
    }));
    const answer = await put('"3"');
    expect(world.script.heard.at(-1)?.payload).toMatchObject({ id: policyExample.id, ifMatch: [3] });
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"4"']);
  });

  it('end with the policy: 204 without a body', async () => {
    world.script.on(policyRpc.delete, () => ({
      status: 204,
      positions: [{ log: 'policy', position: 10 }],
      representation: null,
    }));
    const answer = await world.call('DELETE', path, { headers: { 'if-match': '"4"' } });
    expect([answer.status, answer.text, answer.headers.get('countersign-position')]).toEqual([
      204,
      '',
      'policy=10',
    ]);
  });

  it('can be read individually', async () => {
    world.script.on(policyRpc.get, () => ({ ...policyExample, version: 2 }));
    const answer = await world.call('GET', `${path}?version=2`);
    expect(world.script.heard.at(-1)?.payload).toEqual({ id: policyExample.id, version: 2 });
    expect(answer.headers.get('etag')).toBe('"2"');
    expectProblem(await world.call('GET', `${path}?version=zero`), 422, 'invalid-input');
  });
});
