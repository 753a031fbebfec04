import { Inject, Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { Unavailable } from '@countersign/contracts';
import type { Approver, Caller } from '@countersign/contracts';
import { TokenVerifier } from '@countersign/platform';
import { postgresFailure } from '@countersign/sqlstate';
import type { PostgresFailure } from '@countersign/sqlstate';
import { PG_POOL } from '@countersign/service';
import { forgetSeen, keepSeen, seenLike } from './seen-table.js';
import type { SeenApprover } from './seen-table.js';

/** How soon something new is kept, and how soon a failure is tried again. */
const KEEP_MS = 5_000;
/** How often what was kept is kept again while it is seen, and how often old rows are deleted. */
const HOUR_MS = 3_600_000;
/** Most ids and groups that are remembered as kept. */
const MOST_REMEMBERED = 50_000;
/** Most ids and groups that wait while the database is away; beyond that they are seen with their next token. */
const MOST_WAITING = 10_000;

/** Failures after which the same question may have an answer. */
const MAY_PASS: readonly (PostgresFailure | undefined)[] = ['lost', 'not-now', 'cancelled', 'conflict'];

/** Finds the approvers that access tokens have named. */
export interface SeenReader {
  /** Everything seen that looks like one of these. */
  like(approvers: readonly Approver[]): Promise<Approver[]>;
}

/**
 * Remembers the ids and groups in verified tokens of people, with the last day, so that a policy with an approver that
 * cannot exist is noticed when it is saved (rules.md#approvers-that-exist). Keeping them delays no call.
 */
@Injectable()
export class SeenApprovers implements SeenReader, OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('seen-approvers');
  private readonly kept = new LRUCache<string, true>({ max: MOST_REMEMBERED, ttl: HOUR_MS });
  private waiting = new Map<string, SeenApprover>();
  private keeping: Promise<void> = Promise.resolve();
  private timers: NodeJS.Timeout[] = [];

  constructor(
    @Inject(PG_POOL) private readonly database: Pool,
    private readonly verifier: TokenVerifier,
  ) {}

  onModuleInit(): void {
    this.verifier.onVerified((caller) => this.note(caller));
    const forget = () => void forgetSeen(this.database).catch(() => undefined);
    this.timers = [setInterval(() => void this.keep(), KEEP_MS), setInterval(forget, HOUR_MS)];
    for (const timer of this.timers) timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.keep();
  }

  /** Notes the person of a token and their groups. A machine is no approver. */
  note({ kind, issuer, id, groups }: Caller): void {
    if (kind === 'machine') return;
    this.wait({ type: 'user', issuer, id });
    for (const group of groups) this.wait({ type: 'group', issuer, id: group });
  }

  /** Includes what this instance has noted up to now. */
  async like(approvers: readonly Approver[]): Promise<Approver[]> {
    await this.keep();
    try {
      return await seenLike(this.database, approvers);
    } catch (error) {
      throw MAY_PASS.includes(postgresFailure(error)) ? new Unavailable('The policy database') : error;
    }
  }

  private wait(seen: SeenApprover): void {
    const key = JSON.stringify([seen.type, seen.issuer, seen.id]);
    if (this.kept.has(key) || this.waiting.size >= MOST_WAITING) return;
    this.waiting.set(key, seen);
  }

  /** Keeps what waits, after what is being kept already. Never fails: what was not kept waits on. */
  private keep(): Promise<void> {
    this.keeping = this.keeping.then(() => this.keepWaiting());
    return this.keeping;
  }

  private async keepWaiting(): Promise<void> {
    if (this.waiting.size === 0) return;
    const taken = this.waiting;
    this.waiting = new Map();
    try {
      await keepSeen(this.database, [...taken.values()]);
      for (const key of taken.keys()) this.kept.set(key, true);
    } catch (err) {
      this.waiting = new Map([...taken, ...this.waiting]);
      this.logger.warn({ msg: 'ids and groups of tokens could not be kept as seen yet', err });
    }
  }
}
