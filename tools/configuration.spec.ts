import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeSettings, baseConfig } from '@countersign/platform';
import type { Setting } from '@countersign/platform';
import type { z } from 'zod';
import { approvalConfig } from '../apps/approval/src/config.js';
import { gatewayConfig } from '../apps/gateway/src/config.js';
import { migrateConfig } from '../apps/migrate/src/config.js';
import { natsServerConfig } from '../apps/migrate/src/nats-config.js';
import { policyConfig } from '../apps/policy/src/config.js';
import { reportingConfig } from '../apps/reporting/src/config.js';
import { requestConfig } from '../apps/request/src/config.js';
import { standaloneConfig } from '../apps/standalone/src/config.js';
import { identityProviderConfig } from '../apps/standalone/src/identity-provider/config.js';

const file = join(__dirname, '../docs/configuration.md');

const common = describeSettings(baseConfig);

/** The settings of an app beyond those of every service. */
const own = (schema: z.ZodObject): Setting[] =>
  describeSettings(schema).filter(
    (setting) => !common.some((one) => JSON.stringify(one) === JSON.stringify(setting)),
  );

const sections: [title: string, note: string, settings: Setting[]][] = [
  [
    'Every service',
    'These settings apply to policy, request, approval, reporting and the gateway. The gateway has no `DATABASE_URL`.',
    common,
  ],
  ['policy', '', own(policyConfig)],
  ['request', '', own(requestConfig)],
  ['approval', '', own(approvalConfig)],
  ['reporting', '', own(reportingConfig)],
  ['gateway', '', own(gatewayConfig)],
  ['The migrate step', '', describeSettings(migrateConfig)],
  [
    'The configuration of nats-server',
    'Settings of `nats-config`, a command of the migrate step.',
    describeSettings(natsServerConfig),
  ],
  [
    'Standalone (`npm start`)',
    'Settings of the services may be set as well. They are passed on to the services.',
    describeSettings(standaloneConfig),
  ],
  [
    'The trial identity provider',
    'Use it for standalone and for trying the containers, never in production.',
    describeSettings(identityProviderConfig),
  ],
];

function row({ name, default: value, required, description }: Setting): string {
  const shown = required ? '**required**' : value === null ? '–' : `\`${value}\``;
  return `| \`${name}\` | ${shown} | ${description.replaceAll('|', '\\|')} |`;
}

function section([title, note, settings]: (typeof sections)[number]): string {
  const table = ['| setting | default | meaning |', '| --- | --- | --- |', ...settings.map(row)].join('\n');
  return [`## ${title}`, note, settings.length > 0 ? table : 'Nothing beyond the settings of every service.']
    .filter(Boolean)
    .join('\n\n');
}

const generated = `# Configuration

Settings are environment variables. Each process checks them at startup, and stops with a line that names the setting if a value is
missing or wrong. An empty variable counts as not set. Lists are comma-separated, and durations are ISO 8601 (\`PT1H30M\`).

This page is generated from the schemas (\`apps/*/src/config.ts\`, \`libs/platform/src/config\`):
\`UPDATE_GENERATED=1 npx jest --selectProjects unit -- tools/configuration\`.

${sections.map(section).join('\n\n')}
`;

describe('docs/configuration.md', () => {
  it('says what the schemas say', () => {
    if (process.env['UPDATE_GENERATED']) writeFileSync(file, generated);
    expect(readFileSync(file, 'utf8')).toBe(generated);
  });
});
