import { startInstallation, UNLIMITED } from './installation.js';
import { requesterTokens } from './people.js';
import { writePolicies } from './policies.js';
import type { SubmitContender } from './submit-contender.js';
import type { Build } from './wish.js';
import { walBytes } from './write-ahead-log.js';

/** The product as it is installed: every process, with the default log level. */
export function wholePath(build: Build): SubmitContender {
  return async () => {
    const installation = await startInstallation(build, UNLIMITED);
    const { port, sql, sign, followed, stop } = installation;
    try {
      await writePolicies(installation);
      return {
        port,
        tokens: await requesterTokens(sign),
        processes: servicesOf(installation.processes),
        settled: followed,
        wal: () => walBytes(sql),
        stop,
      };
    } catch (error) {
      await stop();
      throw error;
    }
  };
}

/** Omits the shells that guard the servers, which are blocked and use no CPU. */
function servicesOf({ guards: _, ...processes }: Record<string, number[]>): Record<string, number[]> {
  return processes;
}
