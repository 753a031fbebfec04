import type { RequestSummary } from '../../requests/types.js';
import { offered, openRequest, recentTargets } from './recent.js';

const request = (resource: string, account: string, status: RequestSummary['status'] = 'approved') =>
  ({ resource, account, status, id: `${resource}/${account}` }) as RequestSummary;

const requests = [
  request('db-1', 'root', 'pending'),
  request('DB-1', 'Root'),
  request('db-2', 'admin'),
  request('db-2', 'root'),
];

test('what was asked for lately, each once and five at most', () => {
  expect(recentTargets(requests)).toEqual([
    { resource: 'db-1', account: 'root' },
    { resource: 'db-2', account: 'admin' },
    { resource: 'db-2', account: 'root' },
  ]);
  const many = Array.from({ length: 9 }, (_, n) => request(`db-${n}`, 'root'));
  expect(recentTargets(many)).toHaveLength(5);
});

test('accounts of the same resource come first', () => {
  expect(offered(requests, 'resource')).toEqual(['DB-1', 'db-2']);
  expect(offered(requests, 'account', ' DB-2 ')).toEqual(['admin', 'Root']);
});

test('an open request for the same stands in the way, whatever its letters’ case; one that ended does not', () => {
  expect(openRequest(requests, { resource: 'Db-1 ', account: 'ROOT' })?.id).toBe('db-1/root');
  expect(openRequest(requests, { resource: 'db-2', account: 'root' })).toBeUndefined();
});
