import { fork } from 'node:child_process';
import { once } from 'node:events';
import { BENCH_PROGRAM } from './bench-program.js';
import { submitLoad } from './submit-load.js';
import type { SubmitLoad, SubmitRate } from './submit-load.js';

/** All submitting clients, in a separate process. */
export interface SubmitClients {
  pid: number;
  run(load: SubmitLoad): Promise<SubmitRate>;
  stop(): void;
}

export function startClients(): SubmitClients {
  const clients = fork(BENCH_PROGRAM, ['clients']);
  return {
    pid: clients.pid ?? 0,
    run: async (load) => {
      clients.send(load);
      const [answer] = (await once(clients, 'message')) as [SubmitRate | { error: string }];
      if ('error' in answer) throw new Error(answer.error);
      return answer;
    },
    stop: () => clients.disconnect(),
  };
}

/** Runs in the process of the clients. */
export function serveClients(): void {
  process.on('message', (load: SubmitLoad) => {
    submitLoad(load).then(
      (rate) => process.send?.(rate),
      (error: unknown) => process.send?.({ error: String(error) }),
    );
  });
}
