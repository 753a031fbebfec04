import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { PolicyContentInput } from '@countersign/contracts';
import type { Person } from '../people/people.js';
import { people } from '../people/people.js';
import type { Random } from '../random.js';
import type { Clerk } from './clerk.js';
import type { Command, History, Lifecycle, Operation, PolicyVersion, Said } from './history.js';

/** How long people wait for a final answer before they give up the lifecycle; the command is settled after the run. */
const PATIENCE_MS = 45_000;

/** A command got no final answer in time: the lifecycle ends here, and the command stays open. */
export class GivenUp extends Error {}

/** The content of a request. */
export interface Wish {
  requester: Person;
  policy: PolicyContentInput;
  /** The suffix of the resource's name after the policy's; by default a unique suffix. */
  resource?: string;
  account?: string;
  /** ISO 8601; by default an hour. */
  duration?: string;
  /** ms from now. */
  startsIn?: number;
}

/** One lifecycle, with the actions of the people in it. */
export class Scene {
  constructor(
    readonly random: Random,
    private readonly lifecycle: Lifecycle,
    private readonly clerk: Clerk,
    private readonly history: History,
  ) {}

  /** A name that no other lifecycle uses. */
  unique(): string {
    return `${this.lifecycle.number}-${this.random.int(1_000_000)}`;
  }

  /** Different people of a kind. */
  some(of: readonly Person[], count: 2): [Person, Person];
  some(of: readonly Person[], count: 3): [Person, Person, Person];
  some(of: readonly Person[], count: number): Person[];
  some(of: readonly Person[], count: number): Person[] {
    const left = [...of];
    return Array.from({ length: count }, () => left.splice(this.random.int(left.length), 1)).flat();
  }

  requester(): Person {
    return this.random.pick(people.requesters);
  }

  chance(probability: number): boolean {
    return this.random.next() < probability;
  }

  /** A command that is recorded from now on; it has not been sent. */
  command(operation: Operation, person: Person, target: string, body?: unknown, why = ''): Command {
    const key = body === undefined ? null : randomUUID();
    const { number } = this.lifecycle;
    const command = { lifecycle: number, operation, person, target, body, key, mfa: false, why, tries: [] };
    this.history.commands.push(command);
    return command;
  }

  /** Sends it until it has a final answer. @throws GivenUp */
  async insist(command: Command): Promise<Said> {
    const said = await this.clerk.insist(command, Date.now() + PATIENCE_MS);
    if (!said) throw new GivenUp();
    return said;
  }

  /** Sends it again with the same key, whatever the answer was. */
  async again(command: Command): Promise<void> {
    await this.clerk.send(command);
  }

  /** Sends it twice at once, like a double click. @throws GivenUp */
  async clickTwice(command: Command): Promise<Said> {
    const [said] = await Promise.all([this.insist(command), this.again(command)]);
    return said;
  }

  /** Reuses the key of a completed command with another body. @throws GivenUp */
  async reuseKey(of: Command, body: unknown): Promise<void> {
    const command: Command = { ...of, body, keyReused: true, why: 'the key of another body', tries: [] };
    this.history.commands.push(command);
    await this.insist(command);
  }

  /** The same command, with a token that proves a second factor. */
  withSecondFactor(command: Command): Command {
    command.mfa = true;
    return command;
  }

  /** Requests access; one person in three clicks twice. @returns the request's id, null if it was refused */
  async submit(wish: Wish): Promise<string | null> {
    const command = this.submission(wish);
    const said = await (this.chance(1 / 3) ? this.clickTwice(command) : this.insist(command));
    if (this.chance(0.1)) await this.again(command);
    if (said.status === 201 && this.chance(0.05))
      await this.reuseKey(command, { ...(command.body as object), duration: 'PT59M' });
    return said.status === 201 ? said.requestId : null;
  }

  /** The command that requests access. */
  submission({ requester, policy, resource = this.unique(), account = 'root', ...wish }: Wish): Command {
    const { duration = 'PT1H', startsIn } = wish;
    const startsAt =
      startsIn === undefined ? {} : { startsAt: new Date(Date.now() + startsIn).toISOString() };
    const names = { resource: `${policy.name}-${resource}`, account };
    return this.command('request.submit', requester, '', { ...names, duration, ...startsAt });
  }

  /** One in ten shortens the access. */
  approval(person: Person, id: string, why = ''): Command {
    const body = this.chance(0.1) ? { maxDuration: 'PT30M' } : {};
    return this.command('approval.approve', person, id, body, why);
  }

  approve(person: Person, id: string, why = ''): Promise<Said> {
    return this.insist(this.approval(person, id, why));
  }

  /** An approved request under the policy with one manager's step; null if any part of it was refused. */
  async granted(wish: Wish): Promise<string | null> {
    const id = await this.submit(wish);
    if (id === null) return null;
    const said = await this.approve(this.random.pick(people.managers), id);
    return said.status === 200 ? id : null;
  }

  /** The admin reads a policy; null if there is none. */
  async readPolicy(policy: PolicyContentInput): Promise<PolicyVersion | null> {
    const id = this.history.policyId(policy);
    const said = await this.insist(this.command('policy.get', people.admin, id));
    return said.policy;
  }

  /** The command with which the admin replaces a version of a policy. */
  edit({ id, version }: PolicyVersion, content: PolicyContentInput, why = ''): Command {
    const command = this.command('policy.update', people.admin, id, content, why);
    command.ifMatch = version;
    return command;
  }

  look(person: Person, id: string): Promise<Said> {
    return this.insist(this.command('request.get', person, id));
  }

  checkOut(person: Person, id: string, why = ''): Promise<Said> {
    return this.insist(this.command('request.checkOut', person, id, {}, why));
  }

  checkIn(person: Person, id: string, why = ''): Promise<Said> {
    return this.insist(this.command('request.checkIn', person, id, {}, why));
  }

  revoke(person: Person, id: string): Promise<Said> {
    return this.insist(this.command('request.revoke', person, id, { reason: 'No longer needed' }));
  }

  /** The broker asks whether a ticket is still valid. */
  async standing(ticket: string, why = ''): Promise<Said> {
    return this.insist(this.command('ticket.status', people.broker, ticket, undefined, why));
  }

  /** Starts all at once, each with a random delay of up to `within` ms. @throws GivenUp, when all have ended */
  async atOnce<T>(acts: (() => Promise<T>)[], within = 4): Promise<T[]> {
    const late = acts.map((act) => ({ act, by: this.random.int(within + 1) }));
    const ended = await Promise.allSettled(late.map(({ act, by }) => pause(by).then(act)));
    return ended.map((one) => {
      if (one.status === 'rejected') throw one.reason;
      return one.value;
    });
  }

  pause(milliseconds: number): Promise<void> {
    return pause(Math.max(0, milliseconds));
  }
}
