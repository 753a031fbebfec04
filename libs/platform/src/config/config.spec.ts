import { z } from 'zod';
import { baseConfig, platformConfig } from './base.config.js';
import { describeSettings, InvalidConfig, parseConfig } from './config.js';

const needed = {
  DATABASE_URL: 'postgres://countersign_request:pw@127.0.0.1:5432/countersign',
  OIDC_ISSUER: 'http://127.0.0.1:8080/oidc',
  HTTP_PORT: '8081',
};

function problems(env: Record<string, string>): string[] {
  try {
    parseConfig(baseConfig, env);
  } catch (error) {
    if (error instanceof InvalidConfig) return error.problems;
    throw error;
  }
  return [];
}

it('reads settings and fills in the rest', () => {
  expect(
    parseConfig(baseConfig, { ...needed, PATH: '/bin', NATS_URL: 'nats://a:1, nats://b:2', LOG_LEVEL: '' }),
  ).toEqual({
    ...needed,
    HTTP_PORT: 8081,
    HTTP_HOST: '127.0.0.1',
    INSTALLATION: 'countersign',
    NATS_URL: ['nats://a:1', 'nats://b:2'],
    NATS_REPLICAS: 1,
    OIDC_AUDIENCE: 'countersign',
    OIDC_TOKEN_TYPES: ['at+jwt'],
    OIDC_ID_CLAIM: 'sub',
    OIDC_NAME_CLAIM: 'name',
    OIDC_EMAIL_CLAIM: 'email',
    OIDC_GROUPS_CLAIM: 'groups',
    ROLE_POLICY_ADMIN_GROUPS: ['policy-admins'],
    ROLE_AUDITOR_GROUPS: ['auditors'],
    ROLE_BROKER_GROUPS: ['brokers'],
    ROLE_AUDITOR_CLIENTS: [],
    ROLE_BROKER_CLIENTS: [],
    MFA_METHODS: ['otp', 'mfa', 'hwk', 'swk'],
    MFA_CONTEXTS: ['countersign:mfa'],
    NAMES: 'restricted',
    MAX_TOKEN_AGE: 'PT1H',
    LOG_LEVEL: 'info',
  });
});

it('names every wrong setting in a sentence, without its value', () => {
  const secret = 'mysql://root:hunter2@db/x';
  const wrong = {
    DATABASE_URL: secret,
    HTTP_PORT: 'hunter2',
    NATS_REPLICAS: '2',
    LOG_LEVEL: 'hunter2',
    MAX_TOKEN_AGE: '1h',
  };
  const found = problems(wrong);
  expect(found.map((problem) => problem.split(':')[0]).sort()).toEqual(
    ['DATABASE_URL', 'HTTP_PORT', 'LOG_LEVEL', 'MAX_TOKEN_AGE', 'NATS_REPLICAS', 'OIDC_ISSUER'].sort(),
  );
  expect(found).toContain('OIDC_ISSUER: is required');
  expect(found).toContain('NATS_REPLICAS: must be 1 or 3');
  expect(found.join()).not.toContain('hunter2');
});

it('lists every setting with its description and default', () => {
  const settings = describeSettings(baseConfig);
  expect(settings.map(({ name }) => name)).toEqual(Object.keys(baseConfig.shape));
  expect(settings).toContainEqual({
    name: 'ROLE_AUDITOR_GROUPS',
    default: 'auditors',
    required: false,
    description: expect.stringContaining('auditor') as string,
  });
  expect(settings.filter(({ required }) => required).map(({ name }) => name)).toEqual([
    'OIDC_ISSUER',
    'HTTP_PORT',
    'DATABASE_URL',
  ]);
});

it('has no setting without a description', () => {
  expect(() => describeSettings(platformConfig.extend({ EXTRA: z.string() }))).toThrow('EXTRA');
});
