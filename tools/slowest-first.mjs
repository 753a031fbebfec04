import TestSequencer from '@jest/test-sequencer';

/**
 * Spec files that take longest, slowest first: docs/testing.md. Begun late, each of them would leave one worker waiting
 * for the other; without this list Jest goes by the size of the files.
 */
const slowest = [
  'chaos.e2e-spec.ts',
  'access.e2e-spec.ts',
  'refused-attempts.e2e-spec.ts',
  'console-requests.e2e-spec.ts',
  'console-reports.e2e-spec.ts',
  'standalone.e2e-spec.ts',
  'console-policies.e2e-spec.ts',
  'erase.int-spec.ts',
  'edge.int-spec.ts',
  'notices.int-spec.ts',
  'siem-example.int-spec.ts',
  'ends-on-time.int-spec.ts',
  'postgres-event-log.int-spec.ts',
];

const rank = ({ path }) => {
  const found = slowest.findIndex((name) => path.endsWith(`/${name}`));
  return found === -1 ? slowest.length : found;
};

/** Jest's own order, with the slowest files before all others. */
export default class SlowestFirst extends TestSequencer {
  sort(tests) {
    return super.sort(tests).toSorted((a, b) => rank(a) - rank(b));
  }
}
