import { policyContent } from '@countersign/contracts';
import type { SavedPolicy } from '../../libs/policy/domain/src/saved-policy.js';

/** Names to look up. */
export interface Names {
  resource: string;
  account: string;
}

/** Policies of two globs each, and names to look up among them. */
export interface PolicySet {
  title: string;
  policies(size: number): SavedPolicy[];
  names(size: number): Names[];
}

/** The globs of the i-th policy, and names that it matches. */
type Shape = (i: number) => { globs: [resource: string, account: string]; names: Names };

const database: Shape = (i) => ({
  globs: [`prod-db-${i}-*`, '*-admin'],
  names: { resource: `prod-db-${i}-eu`, account: 'db-admin' },
});
const folder: Shape = (i) => ({
  globs: [`eu/team-${i}/**`, 'svc-*'],
  names: { resource: `eu/team-${i}/web/7`, account: 'svc-backup' },
});
const application: Shape = (i) => ({
  globs: ['*', `app-${i}-*`],
  names: { resource: 'gateway', account: `app-${i}-owner` },
});
const host: Shape = (i) => ({
  globs: [`**/host-${i}`, 'root'],
  names: { resource: `dc/rack-9/host-${i}`, account: 'root' },
});
const site: Shape = (i) => ({
  globs: [`web-*-${i}`, '{deploy,admin}-?'],
  names: { resource: `web-shop-${i}`, account: 'deploy-1' },
});
const grid: Shape = (i) => ({
  globs: [`zone-${i % 100}-*`, `team-${Math.floor(i / 100)}-*`],
  names: { resource: `zone-${i % 100}-x`, account: `team-${Math.floor(i / 100)}-y` },
});

export const policySets: PolicySet[] = [
  setOf('`prod-db-17-*` × `*-admin`', [database]),
  setOf('six shapes mixed', [database, folder, application, host, site, grid]),
];

const LOOKED_UP = 64;

function setOf(title: string, shapes: Shape[]): PolicySet {
  const shapeOf = (i: number) => (shapes[i % shapes.length] ?? database)(i);
  return {
    title,
    policies: (size) => Array.from({ length: size }, (_, i) => saved(i, shapeOf(i).globs)),
    // Seven of eight names match a policy, spread over all policies; one matches none.
    names: (size) =>
      Array.from({ length: LOOKED_UP }, (_, k) =>
        k % 8 === 7
          ? { resource: `nowhere-${k}`, account: 'nobody' }
          : shapeOf(Math.floor((k * size) / LOOKED_UP)).names,
      ),
  };
}

function saved(i: number, [resource, account]: [string, string]): SavedPolicy {
  const author = { issuer: 'bench', id: 'bench', name: 'bench', email: null, erasedAt: null };
  const at = '2026-01-31T09:00:00.000000Z';
  const content = policyContent.parse({
    name: `policy-${i}`,
    conditions: [{ resourceNames: [resource], accountNames: [account] }],
    maxAccessDuration: 'PT4H',
    steps: [{ approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 1 }],
  });
  const made = { createdPosition: i + 1, createdAt: at, createdBy: author, updatedAt: at, updatedBy: author };
  return { id: `p${i}`, version: 1, content, authors: [{ issuer: 'bench', id: 'bench' }], ...made };
}
