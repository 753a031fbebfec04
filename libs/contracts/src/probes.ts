/** Paths that every service answers on its HTTP port, for an orchestrator and for monitoring. */
export const probePaths = {
  /** 200 while the process is alive. */
  alive: '/healthz',
  /** 200 while the process and all its dependencies can serve. */
  ready: '/readyz',
  metrics: '/metrics',
} as const;
