import type { RequestSummary } from '../types.js';
import { offered, openRequest, recentTargets } from './recent.js';

const request = (resource: string, account: string, status: RequestSummary['status'] = 'approved') =>
  ({ resource, account, status, id: `${resource}/${account}` }) as RequestSummary;

const requests = [
  request('db-1', 'root', 'pending'),
  request('DB-1', 'Root'),
  request('db-2', 'admin'),
  request('db-2', 'root'),
];

it('recent targets are listed once each, and five at most', () => {
  expect(recentTargets(requests)).toEqual([
    { resource: 'db-1', account: 'root' },
    { resource: 'db-2', account: 'admin' },
    { resource: 'db-2', account: 'root' },
  ]);
  const many = Array.from({ length: 9 }, (_, n) => request(`db-${n}`, 'root'));
  expect(recentTargets(many)).toHaveLength(5);
});

it('accounts of the same resource are suggested first', () => {
  expect(offered(requests, 'resource')).toEqual(['DB-1', 'db-2']);
  expect(offered(requests, 'account', ' DB-2 ')).toEqual(['admin', 'Root']);
});

it('a pending request for a place is found in any letter case (rules.md#one-pending-request)', () => {
  expect(openRequest(requests, { resource: 'Db-1 ', account: 'ROOT' })?.id).toBe('db-1/root');
  expect(openRequest(requests, { resource: 'db-2', account: 'root' })).toBeUndefined();
});
