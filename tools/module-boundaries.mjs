/**
 * Who may import whom. Tags stand in each project.json: `type:` is the layer, `context:` the bounded context.
 * docs/architecture.md says why; tools/module-boundaries.int-spec.ts shows that the rule refuses.
 */
const infrastructure = [
  '@nestjs/*',
  'typeorm',
  'pg',
  '@nats-io/*',
  'nestjs-pino',
  'pino',
  'prom-client',
  'rxjs',
  'jose',
];

const layers = {
  contracts: [],
  /** Pure rules that several contexts share. */
  kernel: ['contracts'],
  domain: ['contracts', 'kernel'],
  /** The HTTP API as its clients call it; runs in browsers too. */
  client: [],
  /** How a log is hashed and how that is checked: for who writes it and for who trusts nobody, read by both. */
  proof: ['contracts'],
  /** Programs of people, console and command line: they know the API and nothing behind it. */
  frontend: ['contracts', 'client', 'proof'],
  /** Real servers and processes on this machine; knows nothing of the product. */
  'local-stack': [],
  /** Used by specs of every layer that meets a real server. */
  testing: ['contracts', 'local-stack'],
  platform: ['contracts', 'kernel', 'testing'],
  'event-log': ['contracts', 'proof', 'testing'],
  messaging: ['contracts', 'kernel', 'proof', 'platform', 'event-log', 'testing'],
  server: ['contracts', 'kernel', 'proof', 'platform', 'event-log', 'messaging', 'domain', 'testing'],
  app: ['contracts', 'kernel', 'proof', 'platform', 'event-log', 'messaging', 'server', 'testing'],
  /** Puts a whole installation together: the standalone launcher, the migrate step, the journeys. */
  installer: [
    'contracts',
    'kernel',
    'proof',
    'platform',
    'event-log',
    'messaging',
    'server',
    'local-stack',
    'testing',
  ],
};

const byLayer = Object.entries(layers).map(([layer, below]) => ({
  sourceTag: `type:${layer}`,
  onlyDependOnLibsWithTags: [`type:${layer}`, ...below.map((name) => `type:${name}`)],
  ...(['domain', 'kernel', 'contracts', 'proof', 'client', 'frontend'].includes(layer)
    ? { bannedExternalImports: infrastructure }
    : {}),
}));

const contexts = ['policy', 'request', 'approval', 'reporting', 'gateway'];
const byContext = contexts.map((context) => ({
  sourceTag: `context:${context}`,
  onlyDependOnLibsWithTags: [`context:${context}`, 'context:shared'],
}));

/** Options of @nx/enforce-module-boundaries. */
export const moduleBoundaries = {
  enforceBuildableLibDependency: false,
  allow: [],
  depConstraints: [
    ...byLayer,
    ...byContext,
    { sourceTag: 'context:shared', onlyDependOnLibsWithTags: ['context:shared'] },
    { sourceTag: 'context:all', onlyDependOnLibsWithTags: ['*'] },
  ],
};
