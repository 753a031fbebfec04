import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig, unmatchedOf } from '@countersign/platform';
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import type { z } from 'zod';
import { approvalConfig } from '../apps/approval/src/config.js';
import { gatewayConfig } from '../apps/gateway/src/config.js';
import { migrateConfig } from '../apps/migrate/src/config.js';
import { natsServerConfig } from '../apps/migrate/src/nats-config.js';
import { policyConfig } from '../apps/policy/src/config.js';
import { reportingConfig } from '../apps/reporting/src/config.js';
import { requestConfig } from '../apps/request/src/config.js';
import { identityProviderConfig } from '../apps/standalone/src/identity-provider/config.js';

const root = join(__dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('the Dockerfile', () => {
  const text = read('deploy/docker/Dockerfile');
  const file = DockerfileParser.parse(text);
  const last = file.getFROMs().at(-1)!;
  const ofLastStage = (keyword: string) =>
    file
      .getInstructions()
      .filter(
        (one) => one.getKeyword() === keyword && one.getRange().start.line > last.getRange().start.line,
      );

  it('parses without a complaint', () => expect(validate(text)).toEqual([]));
  it('builds on Node 24, in stages', () => {
    expect(file.getFROMs().length).toBeGreaterThan(2);
    expect(
      file
        .getFROMs()
        .filter((from) => from.getImageName() === 'node')
        .map((from) => from.getImageTag()),
    ).toEqual(expect.arrayContaining(['24-bookworm-slim']));
  });
  it('gives the gateway the console', () => {
    const runs = file.getInstructions().filter((one) => one.getKeyword() === 'RUN');
    expect(runs.map((one) => one.getArgumentsContent()).join('\n')).toContain(
      'cp -r dist/apps/console dist/images/gateway/',
    );
    expect(ofLastStage('COPY').map((one) => one.getArgumentsContent())).toContainEqual(
      expect.stringContaining('/src/dist/images/${SERVICE} ./dist/apps'),
    );
  });
  it('runs as a numbered user that is not root, with a health check', () => {
    expect(ofLastStage('USER').map((user) => user.getArgumentsContent())).toEqual(['1000:1000']);
    expect(ofLastStage('HEALTHCHECK')).toHaveLength(1);
  });
});

interface ComposeService {
  environment?: Record<string, string>;
  read_only?: boolean;
  build?: { args: { SERVICE: string } };
  depends_on?: Record<string, { condition: string }>;
}

/** Fills `${NAME:-default}` as compose does: with the default where nothing is set. */
const filled = (text: string, set: Record<string, string> = {}): string =>
  text.replace(/\$\{(\w+):-([^}]*)\}/g, (_, name: string, otherwise: string) => set[name] || otherwise);
const servicesOf = (set?: Record<string, string>) =>
  (
    parse(filled(read('docker-compose.yml'), set), { merge: true }) as {
      services: Record<string, ComposeService>;
    }
  ).services;

describe('docker-compose.yml', () => {
  const services = servicesOf();
  const schemas: Record<string, z.ZodObject> = {
    migrate: migrateConfig,
    'nats-config': natsServerConfig,
    'identity-provider': identityProviderConfig,
    policy: policyConfig,
    request: requestConfig,
    approval: approvalConfig,
    reporting: reportingConfig,
    gateway: gatewayConfig,
  };

  it('has every part', () =>
    expect(Object.keys(services).sort()).toEqual([...Object.keys(schemas), 'postgres', 'nats'].sort()));

  it.each(Object.entries(schemas))(
    'gives %s the settings it needs, and none it does not know',
    (name, schema) => {
      const environment = services[name]!.environment!;
      expect(() => parseConfig(schema, environment)).not.toThrow();
      const allowed = new Set(Object.keys(schema.shape));
      expect(Object.keys(environment).filter((setting) => !allowed.has(setting))).toEqual([]);
    },
  );

  it('gives policy and request the same setting for requests that no policy governs', () => {
    const unmatchedIn = (set: Record<string, string>) =>
      [policyConfig, requestConfig].map((schema, i) => {
        const { environment } = servicesOf(set)[['policy', 'request'][i]!]!;
        return unmatchedOf(parseConfig(schema, environment!));
      });
    expect(unmatchedIn({})).toEqual([{ outcome: 'refused' }, { outcome: 'refused' }]);
    const granted = { outcome: 'granted', maxDuration: 'PT2H' };
    const set = { UNMATCHED_REQUESTS: 'grant', UNMATCHED_MAX_DURATION: 'PT2H' };
    expect(unmatchedIn(set)).toEqual([granted, granted]);
  });

  it.each(Object.keys(schemas))('builds %s from its own program and runs it on a read-only root', (name) => {
    expect(services[name]!.build?.args.SERVICE).toBe(name === 'nats-config' ? 'migrate' : name);
    expect(services[name]!.read_only).toBe(true);
  });

  it.each(['policy', 'request', 'approval', 'reporting', 'gateway'])(
    'starts %s after the migrate step',
    (name) =>
      expect(services[name]!.depends_on).toEqual({
        migrate: { condition: 'service_completed_successfully' },
      }),
  );

  it('gives the message server the passwords its users have', () => {
    for (const name of ['policy', 'request', 'approval', 'reporting', 'gateway']) {
      const user = services[name]!.environment!;
      const passwords = services['nats-config']!.environment!;
      const setting = `NATS_PASSWORD_${name.toUpperCase()}`;
      expect(passwords[setting]).toBe(user['NATS_PASSWORD']);
      expect(passwords[`${setting}_RELAY`]).toBe(user['NATS_RELAY_PASSWORD']);
    }
  });

  // Debian's docker-compose; .ci/run installs it, so that there it must be here.
  const installed = spawnSync('docker-compose', ['version']).status === 0;
  const checked = installed || process.env['CI'] ? it : it.skip;
  checked('is what docker-compose accepts', () => {
    const { status, stderr } = spawnSync('docker-compose', ['-f', 'docker-compose.yml', 'config', '-q'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
