import { randomBytes } from 'node:crypto';
import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import type { INestApplication } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { eventSource, mirrorName, mirrorSubject, requestRpc } from '@countersign/contracts';
import { ensureMirror, inboxPrefixOf, natsUsers, relayUserOf, renderNatsConfig } from '@countersign/mirror';
import type { NatsUser } from '@countersign/mirror';
import { eventually, testNats } from '@countersign/testing';
import type { TestNats } from '@countersign/testing';
import { endGracefully } from '../create-gateway.js';
import { noticeLogs } from '../notices/request-change.js';
import type { NoticeLog } from '../notices/request-change.js';
import { startEdge } from './edge.js';
import type { Edge } from './edge.js';
import { FakeAudiences, startFakeServices } from './fake-services.js';
import type { Script } from './fake-services.js';
import { listen } from './listener.js';
import type { Listener } from './listener.js';
import { startTestIssuer } from './test-issuer.js';
import type { TestIssuer } from './test-issuer.js';

const passwordOf = (user: string): string => `secret-of-${user}`;
const passwords = Object.fromEntries(natsUsers.map((user) => [user, passwordOf(user)]));
const groups = { alice: ['engineers'], oscar: ['engineers'], bob: ['managers'], erin: ['policy-admins'] };
type Person = keyof typeof groups;

/** A message as it stands in a mirror. */
interface Published {
  subject: string;
  text: string;
}

/** The gateway with its own permissions on a real bus; the mirrors are written as their relays write them. */
export class NoticesWorld {
  /** Set by `begin`, for each test. */
  edge!: Edge;
  script!: Script;
  env!: Record<string, string>;
  history!: Record<NoticeLog, Published[]>;
  private services!: INestApplication;
  private readonly listeners: Listener[] = [];
  private readonly owners = {} as Record<NoticeLog, NatsConnection>;
  private logs = '';
  /** All gateways of a process write to the first log that was given. */
  readonly logTo = { write: (line: string) => void (this.logs += line) };

  private constructor(
    readonly nats: TestNats,
    readonly issuer: TestIssuer,
  ) {}

  static async start(): Promise<NoticesWorld> {
    const configText = renderNatsConfig({ passwords: passwords as Record<NatsUser, string> });
    const [nats, issuer] = await Promise.all([testNats({ configText }), startTestIssuer()]);
    const world = new NoticesWorld(nats, issuer);
    for (const log of noticeLogs) world.owners[log] = await world.as(relayUserOf(log));
    return world;
  }

  async stop(): Promise<void> {
    await Promise.all(Object.values(this.owners).map((nc) => nc.close()));
    await Promise.all([this.nats.stop(), this.issuer.stop()]);
  }

  /** Empty mirrors, and a gateway. */
  async begin(): Promise<void> {
    this.logs = '';
    this.history = { request: [], approval: [] };
    await this.makeMirrors();
    const settings = {
      NATS_URL: this.nats.url,
      OIDC_ISSUER: this.issuer.url,
      OIDC_JWKS_URI: `${this.issuer.url}/jwks`,
      ROLE_POLICY_ADMIN_GROUPS: 'policy-admins',
    };
    const credentials = (user: string) => ({ NATS_USER: user, NATS_PASSWORD: passwordOf(user) });
    const own = { ...settings, ...credentials('request') };
    ({ app: this.services, script: this.script } = await startFakeServices(
      'request',
      own,
      this.logTo,
      FakeAudiences,
    ));
    this.env = { ...settings, ...credentials('gateway') };
    this.script.on(requestRpc.audience, () => ({ audience: this.audienceOf('alice') }));
    this.edge = await startEdge(this.env, this.logTo);
  }

  async end(): Promise<void> {
    this.listeners.splice(0).forEach((one) => one.close());
    await endGracefully(this.edge.app);
    await this.services.close();
    for (const log of noticeLogs) await this.deleteMirror(log).catch(() => undefined);
  }

  /** The requester, and the managers who approve. */
  audienceOf(id: string) {
    return {
      requester: { issuer: this.issuer.url, id },
      steps: [{ approvers: [{ type: 'group', id: 'managers' }] }],
    };
  }

  /** How often a gateway complained that it cannot follow a mirror. */
  missed(log: NoticeLog): number {
    return this.logs.split(`${log} log cannot be followed`).length - 1;
  }

  async makeMirrors(): Promise<void> {
    for (const log of noticeLogs) await ensureMirror(await this.managerOf(log), log, { replicas: 1 });
  }

  async deleteMirror(log: NoticeLog): Promise<void> {
    await (await this.managerOf(log)).streams.delete(mirrorName(log));
  }

  /** After an outage of NATS: the owner of the request log connects again, and its mirror answers. */
  async reconnectOwner(): Promise<void> {
    await this.owners.request.close();
    this.owners.request = await this.as(relayUserOf('request'));
    const jsm = await this.managerOf('request');
    await eventually('the mirror is back', async () => {
      await jsm.streams.info(mirrorName('request'));
    });
  }

  /** Appends an event to a mirror. @returns its position */
  async append(log: NoticeLog, stream: string, type = `${log}.changed`): Promise<number> {
    const position = this.history[log].length + 1;
    const message = {
      subject: mirrorSubject(log, type, stream),
      text: JSON.stringify(eventOf(log, stream, type, position)),
    };
    this.history[log].push(message);
    await this.publish(log, message);
    return position;
  }

  async publish(log: NoticeLog, { subject, text }: Published): Promise<void> {
    await this.owners[log].request(subject, text, { timeout: 5_000 });
  }

  /** A stream of notices, as soon as they are served. */
  async join(who: Person, lastEventId?: string, url = this.edge.url, change = {}): Promise<Listener> {
    const token = await this.issuer.token(who, { groups: groups[who], ...change });
    return eventually('notices are served', async () => {
      const one = await listen(`${url}/v1/notices`, token, lastEventId);
      this.listeners.push(one);
      return one.status !== 503 && one;
    });
  }

  async joined(...args: Parameters<NoticesWorld['join']>): Promise<Listener> {
    const one = await this.join(...args);
    await one.until(({ name }) => name === 'ready');
    return one;
  }

  private managerOf(log: NoticeLog): Promise<JetStreamManager> {
    return jetstreamManager(this.owners[log], { checkAPI: false });
  }

  private as(user: NatsUser): Promise<NatsConnection> {
    return connect({
      servers: this.nats.url,
      user,
      pass: passwordOf(user),
      inboxPrefix: inboxPrefixOf(user),
      maxReconnectAttempts: -1,
      reconnectTimeWait: 50,
    });
  }
}

function eventOf(log: NoticeLog, stream: string, type: string, position: number): object {
  const id = uuidv7();
  const data = {
    actor: { kind: 'service', id: 'test' },
    causationId: null,
    correlationId: 'c',
    data: {},
    id,
    privateHash: null,
    schemaVersion: 1,
    streams: [{ id: stream, version: 1 }],
    traceparent: null,
    type,
  };
  return {
    specversion: '1.0',
    id,
    source: eventSource('test', log),
    type,
    subject: stream,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: 'urn:x',
    sequence: String(position),
    hash: randomBytes(32).toString('hex'),
    previoushash: '',
    data,
  };
}
