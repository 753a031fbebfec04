import { join } from 'node:path';
import { probePaths } from '@countersign/contracts';
import { freePorts, isPortFree, PortInUse, Part, runToCompletion, startProcess } from '@countersign/servers';
import type { NatsServer, Running, PostgresServer } from '@countersign/servers';
import { loadSecrets } from './secrets.js';
import { natsParts, postgresPart } from './server-parts.js';
import {
  DATABASE,
  identityEnvironment,
  identityUrl,
  migrateEnvironment,
  natsUrl,
  serviceEnvironment,
} from './stack-environment.js';
import type { StackPlan } from './stack-environment.js';
import { prepareFolder, stackFolder } from './stack-folder.js';
import { serviceNames } from './stack-options.js';
import type { ServiceName, StackOptions } from './stack-options.js';

/** One process of a service. */
export interface ServicePart {
  service: ServiceName;
  /** 0, 1 … */
  instance: number;
  /** Its HTTP port: health and metrics, and the gateway's API. */
  url: string;
  part: Part;
}

/** A whole installation that runs on this machine. */
export interface LocalStack {
  /** Origin of the API. */
  url: string;
  natsUrl: string;
  /** URL of PostgreSQL's administrator, in the installation's database. */
  adminUrl: string;
  postgres: Part<PostgresServer>;
  nats: Part<NatsServer>;
  /** All nodes of NATS; `nats` is the first. */
  natsNodes: Part<NatsServer>[];
  services: ServicePart[];
  /** All parts, in the order in which they are stopped. */
  parts: Part[];
  /** Runs the migrate step again, as an operator does after an update or the loss of a store. */
  migrate(): Promise<void>;
  /** Stops everything; parts that depend on others stop first. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL, nats-server, the identity provider, the migrate step and every service, concurrently where possible,
 * and waits until all are ready. If one fails, everything is stopped again. The folder must belong to this process
 * (`lockFolder`).
 * @throws PortInUse if the gateway's port is taken
 * @throws LocalStackError if a part does not become ready, with the end of its log
 */
export async function startLocalStack(options: StackOptions): Promise<LocalStack> {
  if (options.port !== 0 && !(await isPortFree(options.port, options.host))) {
    throw new PortInUse(options.port, 'Countersign');
  }
  const stack = await planned(options);
  try {
    await startParts(stack, options);
    return stack;
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

interface PlannedStack extends LocalStack {
  /** The parts that must be ready before the services. */
  servers: Part[];
}

async function planned(options: StackOptions): Promise<PlannedStack> {
  const plan = await makePlan(options);
  const postgres = postgresPart(plan);
  const natsNodes = await natsParts(plan);
  const [nats] = natsNodes;
  if (!nats) throw new Error('an installation has a node of NATS at least');
  const identityProvider = options.identity ? [] : [identityPart(plan)];
  const services = await serviceParts(plan);
  const ofService = (isGateway: boolean) =>
    services.filter(({ service }) => (service === 'gateway') === isGateway).map(({ part }) => part);
  const order = [ofService(true), ofService(false), [...identityProvider, ...natsNodes], [postgres]];
  return {
    url: `http://127.0.0.1:${plan.ports.gateway}`,
    natsUrl: natsUrl(plan.ports.nats),
    adminUrl: plan.adminUrl,
    postgres,
    nats,
    natsNodes,
    services,
    parts: order.flat(),
    migrate: () =>
      runToCompletion({
        name: 'migrate step',
        file: join(options.programs, 'migrate', 'main.js'),
        env: migrateEnvironment(plan),
        logFile: join(plan.folder.logs, 'migrate.log'),
      }),
    stop: () => stopInOrder(order),
    servers: [postgres, ...natsNodes, ...identityProvider],
  };
}

async function makePlan(options: StackOptions): Promise<StackPlan> {
  const folder = stackFolder(options.folder);
  await prepareFolder(folder);
  const secrets = await loadSecrets(folder.secrets);
  const [postgres = 0, identity = 0, free = 0, ...nats] = await freePorts(3 + (options.natsNodes ?? 1));
  const routed = (await options.route?.({ postgres, nats })) ?? { postgres, nats };
  const ports = { postgres, nats, routed, identity, gateway: options.port || free };
  return {
    options,
    folder,
    secrets,
    ports,
    publicUrl: options.publicUrl ?? `http://127.0.0.1:${ports.gateway}`,
    adminUrl: `postgres://postgres:${secrets.postgres}@127.0.0.1:${ports.postgres}/${DATABASE}`,
  };
}

async function startParts(stack: PlannedStack, options: StackOptions): Promise<void> {
  const begun = Date.now();
  const ready = (name: string) => options.onReady?.(name, Date.now() - begun);
  const start = async (part: Part): Promise<void> => {
    await part.start();
    ready(part.name);
  };
  await allOrFirstError(stack.servers.map(start));
  options.signal?.throwIfAborted();
  await stack.migrate();
  ready('migrations');
  options.signal?.throwIfAborted();
  await allOrFirstError(stack.services.map(({ part }) => start(part)));
}

/** Waits for all promises, even if one fails: a part that is still starting must have started before it can be stopped. */
async function allOrFirstError(work: Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}

async function stopInOrder(groups: Part[][]): Promise<void> {
  for (const group of groups) await Promise.all(group.map((part) => part.stop()));
}

function identityPart(plan: StackPlan): Part {
  return new Part('identity provider', () =>
    startProcess({
      name: 'identity provider',
      file: join(plan.options.programs, 'identity-provider', 'main.js'),
      env: identityEnvironment(plan),
      logFile: join(plan.folder.logs, 'identity-provider.log'),
      readyUrl: `${identityUrl(plan)}${probePaths.ready}`,
    }),
  );
}

async function serviceParts(plan: StackPlan): Promise<ServicePart[]> {
  const wanted = serviceNames.flatMap((service) =>
    Array.from({ length: plan.options.instances?.[service] ?? 1 }, (_, instance) => ({ service, instance })),
  );
  const ports = await freePorts(wanted.length);
  return wanted.map(({ service, instance }, index) => {
    const isFirstGateway = service === 'gateway' && instance === 0;
    const port = isFirstGateway ? plan.ports.gateway : (ports[index] ?? 0);
    return servicePart(plan, service, instance, port);
  });
}

function servicePart(plan: StackPlan, service: ServiceName, instance: number, port: number): ServicePart {
  const name = instance === 0 ? service : `${service}-${instance + 1}`;
  const url = `http://127.0.0.1:${port}`;
  const start = (): Promise<Running> =>
    startProcess({
      name: `${name} service`,
      file: join(plan.options.programs, service, 'main.js'),
      env: serviceEnvironment(plan, service, port),
      logFile: join(plan.folder.logs, `${name}.log`),
      readyUrl: `${url}${probePaths.ready}`,
    });
  return { service, instance, url, part: new Part(name, start) };
}
