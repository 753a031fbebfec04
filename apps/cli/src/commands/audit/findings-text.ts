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

const UNSEEN = 'that was cut or rewritten as a whole does not show.';

/** What stays unknown although nothing was found, a sentence each. */
export function unproved(
  { logs }: Findings,
  { checkpoints, jwks }: { checkpoints: readonly string[]; jwks: readonly string[] },
): string[] {
  if (!checkpoints.length) return [`No kept checkpoint was given: a log ${UNSEEN}`];
  const unmet = logs.flatMap((one) => (one.intact && one.checkpoints === 0 ? one.log : []));
  const fetched = jwks.filter((from) => /^https?:/.test(from));
  return [
    ...unmet.map((log) => `No kept checkpoint names an event of the ${log} log: one ${UNSEEN}`),
    ...fetched.map((url) => `The keys come from ${url} as it is now: no proof against whoever runs it.`),
  ];
}
