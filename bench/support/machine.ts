import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { natsServerBinary, postgresBinaries } from '@countersign/servers';

/** The machine and the versions on which the results depend. */
export interface Machine {
  cores: number;
  cpu: string;
  memoryGiB: number;
  kernel: string;
  node: string;
  postgres: string;
  nats: string;
}

export function thisMachine(): Machine {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: `${type()} ${release()}`,
    node: process.version,
    postgres: version(() => postgresBinaries().postgres),
    nats: version(natsServerBinary),
  };
}

/** The version number that a program prints, as in `postgres (PostgreSQL) 18.4`; `–` without a program. */
function version(program: () => string): string {
  try {
    return /\d+(\.\d+)+/.exec(execFileSync(program(), ['--version'], { encoding: 'utf8' }))?.[0] ?? '–';
  } catch {
    return '–';
  }
}

export function machineText({ cores, cpu, memoryGiB, kernel, node, postgres, nats }: Machine): string {
  return (
    `${cores} cores (${cpu}), ${memoryGiB} GiB of memory, ${kernel}, Node ${node.slice(1)}, ` +
    `PostgreSQL ${postgres}, nats-server ${nats}; load, services and servers share the machine.`
  );
}
