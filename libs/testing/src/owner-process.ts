/**
 * The process whose end ends a test run: Jest itself, also when this is one of its workers.
 * Servers that workers share belong to it, since a worker may end before the others do.
 */
export const ownerPid = (): number => (process.argv[1]?.includes('jest-worker') ? process.ppid : process.pid);
