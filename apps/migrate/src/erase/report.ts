import { auditStreamName, mirrorName } from '@countersign/contracts';
import type { ErasureReport } from './erase.js';
import type { ErasureWish } from './erase-log.js';
import type { OpenRequests } from './open-requests.js';

/** The report of an erasure, a line each; without names and without the id of the person. */
export function linesOf({ logs, open, copies }: ErasureReport, { whose }: ErasureWish): string[] {
  const anyIssuer = whose.kind === 'person' && whose.issuer === null;
  const issuers = unique(logs.flatMap((log) => log.issuers));
  const others = unique(logs.flatMap((log) => log.otherIssuers));
  return [
    ...logs.map(
      ({ log, events }) =>
        `log ${log}: ${events === 0 ? 'nothing to erase' : `texts of ${count(events, 'event')} erased`}`,
    ),
    ...(anyIssuer && issuers.length > 0
      ? [`no issuer was given; the events were of: ${issuers.join(', ')}`]
      : []),
    ...(others.length > 0
      ? [`events of the same id under other issuers keep their texts: ${others.join(', ')}`]
      : []),
    ...leftLines(logs, open),
    ...copyLines(copies),
  ];
}

const WHY = { pending: 'it is pending', access: 'its access has not ended' } as const;

function leftLines(logs: ErasureReport['logs'], open: OpenRequests): string[] {
  const left = new Map<string, number>();
  for (const log of logs)
    for (const [request, events] of log.left) left.set(request, (left.get(request) ?? 0) + events);
  if (left.size === 0) return [];
  const lines = [...left].map(
    ([request, events]) =>
      `  request ${request}: ${count(events, 'event')}; ${WHY[open.get(request) ?? 'pending']}`,
  );
  return [
    `${count(left.size, 'request')} not over, whose events keep their texts (erase again afterwards):`,
    ...lines,
  ];
}

function copyLines({ mirrors, parked, rebuilding, notVacuumed }: ErasureReport['copies']): string[] {
  if (mirrors.length === 0) return ['mirrors and read models hold nothing that was erased'];
  const names = mirrors.map(({ log }) => mirrorName(log)).sort();
  const filling = mirrors.filter(({ state }) => state === 'filling').map(({ log }) => mirrorName(log));
  return [
    `mirrors made again: ${[...names, auditStreamName].join(', ')}; consumers of ${auditStreamName} must be made again`,
    ...(filling.length > 0
      ? [`not filled yet: ${filling.join(', ')}; the services that own them do that when they run`]
      : []),
    ...parked.map(({ schema, events }) => `parked events of ${schema}: ${count(events, 'event')} emptied`),
    rebuilding.length > 0
      ? `read models being rebuilt: ${rebuilding.join(', ')}`
      : 'there are no read models to rebuild',
    ...notVacuumed.map((warning) => `dead rows are left: ${warning}`),
    'not reached: the write-ahead log, backups, SIEMs and whatever else has received events (docs/privacy.md)',
  ];
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

const unique = (texts: readonly string[]): string[] => [...new Set(texts)].sort();
