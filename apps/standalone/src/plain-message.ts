import { DamagedData, LocalStackError, PortInUse } from '@countersign/servers';

/** What the person at the terminal is told when it cannot start. */
export function plainMessage(error: unknown, dataDir: string): string {
  if (error instanceof PortInUse && error.message.startsWith('Countersign')) {
    return `${error.message} Choose another: PORT=${error.port + 1} npm start`;
  }
  if (error instanceof DamagedData) {
    return `${error.message}\n\nBring it back from a backup, or begin with empty data: npm start -- --fresh`;
  }
  if (error instanceof LocalStackError) {
    const said = error.log === '' ? '' : `\n\nIt said:\n${indented(error.log)}`;
    const hint = `\n\nLogs: ${dataDir}/logs. To begin with empty data: npm start -- --fresh`;
    return `${error.message}${said}${error.log === '' ? '' : hint}`;
  }
  return error instanceof Error ? error.message : String(error);
}

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
