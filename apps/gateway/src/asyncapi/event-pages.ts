import { eventCatalogue } from '@countersign/contracts';
import type { CataloguedEvent } from '@countersign/contracts';
import { sampleMessage, versionsOf } from './build-asyncapi.js';
import type { EventSample } from './build-asyncapi.js';

/** docs/events.md: the catalogue of events, with a sample of each. */
export function eventsPage(samples: readonly EventSample[]): string {
  const rows = eventCatalogue.map(
    ({ log, type, summary }) => `| ${log} | [\`${type}\`](#${anchorOf(log, type)}) | ${summary} |`,
  );
  return `# Events

Every event type, by log, with a sample of the message that consumers receive (see [siem.md](siem.md)). The machine-readable form with
schemas is [asyncapi.json](asyncapi.json).

This page is generated from the contracts and the golden corpus:
\`UPDATE_GENERATED=1 npx jest --selectProjects unit -- apps/gateway/src/asyncapi\`.

| log | type | what happened |
| --- | --- | --- |
${rows.join('\n')}

${eventCatalogue.map((event) => section(event, versionsOf(event, samples))).join('\n\n')}
`;
}

const titleOf = (log: string, type: string): string => `${log}: ${type}`;
const anchorOf = (log: string, type: string): string =>
  titleOf(log, type).replaceAll(/[.:]/g, '').replaceAll(' ', '-');

function section(event: CataloguedEvent, versions: readonly EventSample[]): string {
  const { log, type, summary } = event;
  const shown = [...versions].reverse().map((sample, i) => {
    const note =
      i === 0
        ? ''
        : `Version ${sample.body.schemaVersion}, which earlier installations wrote and still have:\n\n`;
    return `${note}\`\`\`json\n${JSON.stringify(sampleMessage(log, sample), null, 2)}\n\`\`\``;
  });
  return [`## ${titleOf(log, type)}`, summary, ...shown].join('\n\n');
}
