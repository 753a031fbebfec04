import { PolicyIndex } from '../../libs/policy/domain/src/matching/policy-index.js';
import { growth } from './growth.js';
import type { Growth, Measurements } from './growth.js';
import { interleaved } from './measure.js';
import { policySets } from './policy-sets.js';
import type { PolicySet } from './policy-sets.js';

const SIZES = [10, 100, 1_000, 10_000, 100_000];
const LOOKUPS = 10_000;
const ROUNDS = 9;

/** Lookups in the index of policies, with the sets of the bench `matching`. */
export async function growthOfPolicies(): Promise<Growth> {
  const measurements: Measurements = new Map();
  for (const size of SIZES) {
    const contenders = Object.fromEntries(policySets.map((set) => [set.title, lookups(set, size)]));
    await interleaved(contenders, 2);
    measurements.set(size, await interleaved(contenders, ROUNDS));
  }
  const axes = { file: 'growth-policies', x: 'policies', y: 'µs a lookup' };
  return growth('Looking up which policies govern a request', axes, measurements);
}

function lookups(set: PolicySet, size: number): () => number {
  const index = new PolicyIndex();
  for (const policy of set.policies(size)) index.put(policy);
  const names = set.names(size);
  return () => {
    const start = performance.now();
    for (let i = 0; i < LOOKUPS; i++) {
      const { resource, account } = names[i % names.length] ?? { resource: '', account: '' };
      index.ranked(resource, account);
    }
    return ((performance.now() - start) * 1_000) / LOOKUPS;
  };
}
