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

/** What a service is built from, lowest first; each may use those before it. */
const bus = ['timing', 'sqlstate', 'postgres', 'stored-log', 'event-log', 'mirror', 'consumers'];
const busBelow = (layer) => bus.slice(0, bus.indexOf(layer));
const service = [
  'calendar',
  'names',
  'contracts',
  'kernel',
  'proof',
  'platform',
  ...bus,
  'rpc',
  'service',
  'testing',
];

const layers = {
  /** Durations, times and days, as people and programs write them; runs in browsers too. */
  calendar: [],
  /** How names are judged and compared; runs in browsers too. */
  names: [],
  contracts: ['calendar', 'names'],
  /** Pure rules that several contexts share. */
  kernel: ['names', 'contracts'],
  domain: ['names', 'contracts', 'kernel'],
  /** The HTTP API as its clients call it; runs in browsers too. */
  client: [],
  /** How a log is hashed and how that is checked: by its writer, and by readers who trust nobody. */
  proof: ['contracts'],
  /** Programs of people: they know the API and nothing behind it. */
  frontend: ['contracts', 'calendar', 'names', 'client', 'proof'],
  /** The command line also compares the logs themselves, which are read only. */
  cli: ['contracts', 'calendar', 'names', 'client', 'proof', 'stored-log'],
  /** Real servers and processes on this machine; knows nothing of the product. */
  servers: ['sqlstate'],
  /** Puts a whole installation of the product together from its built programs. */
  installation: ['contracts', 'servers'],
  /** Used by specs of every layer that meets a real server. */
  testing: ['contracts', 'servers', 'installation'],
  platform: ['names', 'contracts', 'kernel', 'testing'],
  /** Pauses, backoff, wake-ups. */
  timing: [],
  /** How a statement or a connection to PostgreSQL failed. */
  sqlstate: [],
  /** What every user of PostgreSQL needs, and nothing of the product. */
  postgres: [...busBelow('postgres'), 'testing'],
  /** Compares what a log's tables hold with what was hashed. It reads, and never writes. */
  'stored-log': ['contracts', 'proof', ...busBelow('stored-log'), 'testing'],
  'event-log': ['contracts', 'proof', ...busBelow('event-log'), 'testing'],
  mirror: ['contracts', 'proof', ...busBelow('mirror'), 'testing'],
  consumers: ['contracts', 'proof', ...busBelow('consumers'), 'testing'],
  rpc: ['contracts', 'kernel', 'platform', 'timing', 'testing'],
  service,
  server: [...service, 'domain'],
  app: [...service, 'server'],
  /** Puts a whole installation together: the standalone launcher, the migrate step, the journeys. */
  installer: [...service, 'server', 'servers', 'installation'],
};

const byLayer = Object.entries(layers).map(([layer, below]) => ({
  sourceTag: `type:${layer}`,
  onlyDependOnLibsWithTags: [`type:${layer}`, ...below.map((name) => `type:${name}`)],
  ...(['calendar', 'names', 'domain', 'kernel', 'contracts', 'proof', 'client', 'frontend', 'cli'].includes(
    layer,
  )
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
