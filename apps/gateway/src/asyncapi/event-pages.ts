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

This page lists every event type by log, with a sample of the message that consumers receive (see [siem.md](siem.md)).
[asyncapi.json](asyncapi.json) has the schemas in machine-readable form.

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
        : `Version ${sample.body.schemaVersion}, written by earlier releases and still in their logs:\n\n`;
    return `${note}\`\`\`json\n${JSON.stringify(sampleMessage(log, sample), null, 2)}\n\`\`\``;
  });
  return [`## ${titleOf(log, type)}`, summary, ...shown].join('\n\n');
}
