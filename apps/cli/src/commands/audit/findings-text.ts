import type { Findings, LogFinding } from '@countersign/proof';

/** What was found, a line for each log. */
export const findingsText = ({ logs }: Findings): string => logs.map(findingLine).join('\n');

function findingLine(finding: LogFinding): string {
  const name = finding.log.padEnd(9);
  if (!finding.intact)
    return `${name} NOT INTACT at position ${finding.position}, ${finding.kind}: ${finding.detail}`;
  if (!finding.head) return `${name} no events`;
  const { events, checkpoints, head } = finding;
  return `${name} intact up to position ${head.position}, hash ${head.hash} (${events} events, ${checkpoints} kept checkpoints met)`;
}
