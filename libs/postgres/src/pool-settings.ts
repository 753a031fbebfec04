/** Bounds of the connections that consumers work on, in milliseconds. */
export const poolSettings = {
  max: 10,
  connectionTimeoutMillis: 3000,
  statement_timeout: 30_000,
  /** A leader that hangs in its transaction holds the cursor's row, which whoever takes over waits for. */
  idle_in_transaction_session_timeout: 10_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 5000,
} as const;
