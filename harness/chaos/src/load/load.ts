import { setTimeout as pause } from 'node:timers/promises';
import type { PolicyContentInput } from '@countersign/contracts';
import type { Issuer } from '../people/issuer.js';
import { people } from '../people/people.js';
import type { Random } from '../random.js';
import { Clerk } from './clerk.js';
import { Connections } from './connections.js';
import { FeedReader } from './feed-reader.js';
import { History, outcomeOf } from './history.js';
import type { Command, Lifecycle } from './history.js';
import { lifecycles } from './lifecycles/index.js';
import type { LifecycleKind } from './lifecycles/index.js';
import { policies } from './policies.js';
import { GivenUp, Scene } from './scene.js';

/** Amount and kinds of load. */
export interface LoadOptions {
  random: Random;
  /** Address of the gateway. */
  url: string;
  issuer: Issuer;
  /** Concurrent lifecycles. */
  workers: number;
  /** Maximum number of lifecycles. */
  lifecycles: number;
  /** Names of `lifecycles`; default all. */
  kinds?: readonly string[];
}

/** How long the admin retries a policy. */
const PREPARE_MS = 30_000;
/** Commands that are settled concurrently. */
const SETTLING = 32;

/** Whole lifecycles by many people at once. Their commands and answers are in `history`. */
export class Load {
  readonly history: History;
  private readonly connections: Connections;
  private readonly clerk: Clerk;
  private readonly auditor: FeedReader;
  private readonly kinds: [string, LifecycleKind][];
  private stopped = false;
  private working: Promise<unknown> = Promise.resolve();

  /** @throws Error for an unknown kind */
  constructor(private readonly options: LoadOptions) {
    this.history = new History(options.issuer.issuer);
    this.connections = new Connections(options.url);
    this.clerk = new Clerk(this.connections, options.issuer);
    this.auditor = new FeedReader(this.connections, options.issuer, this.history);
    this.kinds = (options.kinds ?? Object.keys(lifecycles)).map((name) => [name, kindOf(name)]);
  }

  /** Resolves when every lifecycle has ended. */
  get done(): Promise<void> {
    return this.working.then(() => undefined);
  }

  /** The admin writes the policies. @throws Error if one is not accepted */
  async prepare(): Promise<void> {
    for (const content of Object.values(policies)) {
      const command = written(content);
      this.history.commands.push(command);
      const said = await this.clerk.insist(command, Date.now() + PREPARE_MS);
      if (said?.status !== 201)
        throw new Error(`the policy ${content.name} was not accepted: ${said?.detail}`);
    }
  }

  start(): void {
    const { workers, random } = this.options;
    this.auditor.start();
    this.working = Promise.all(
      Array.from({ length: workers }, (_, i) => this.work(random.fork(`worker ${i}`))),
    );
    this.working.catch(() => undefined); // `done` and `stop` reject with it, too.
  }

  /** Resolves when every worker has finished its current lifecycle. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.working;
  }

  /**
   * Repeats, with the same key, every command without a final answer, and every command with an unanswered attempt: the
   * answers must agree with what is stored. The auditor reads to the end.
   * @param deadline - ms since 1970
   */
  async settle(deadline: number): Promise<void> {
    const doubtful = this.history.commands.filter(
      (command) =>
        outcomeOf(command) === null || command.tries.some(({ said }) => !said || said.status >= 500),
    );
    const next = doubtful.values();
    const settleSome = async (): Promise<void> => {
      for (const command of next) await this.clerk.insist(command, deadline);
    };
    await Promise.all(Array.from({ length: SETTLING }, settleSome));
    await this.auditor.finish(deadline);
    this.connections.close();
  }

  private async work(random: Random): Promise<void> {
    while (!this.stopped && this.history.lifecycles.length < this.options.lifecycles) await this.live(random);
  }

  private async live(random: Random): Promise<void> {
    const [kind, { live }] = this.choose(random);
    const number = this.history.lifecycles.length + 1;
    const lifecycle: Lifecycle = { number, kind, startedAt: Date.now(), finishedAt: null };
    this.history.lifecycles.push(lifecycle);
    const scene = new Scene(random.fork(`lifecycle ${number}`), lifecycle, this.clerk, this.history);
    try {
      await live(scene);
      lifecycle.finishedAt = Date.now();
    } catch (error) {
      if (!(error instanceof GivenUp)) throw error;
      await pause(100);
    }
  }

  private choose(random: Random): [string, LifecycleKind] {
    let left = random.next() * this.kinds.reduce((sum, [, { weight }]) => sum + weight, 0);
    return this.kinds.find(([, { weight }]) => (left -= weight) < 0) ?? random.pick(this.kinds);
  }
}

function written(content: PolicyContentInput): Command {
  return {
    lifecycle: 0,
    operation: 'policy.create',
    person: people.admin,
    target: '',
    body: content,
    key: `policy-${content.name}`,
    mfa: false,
    why: 'before the run',
    tries: [],
  };
}

function kindOf(name: string): LifecycleKind {
  const kind = lifecycles[name];
  if (!kind) throw new Error(`no such kind of lifecycle: ${name}`);
  return kind;
}
