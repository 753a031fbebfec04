import { setTimeout as pause } from 'node:timers/promises';
import { Logger, Module } from '@nestjs/common';
import type { DynamicModule, OnModuleInit } from '@nestjs/common';
import type { Pool } from 'pg';
import { PG_POOL } from '@countersign/service';
import { CLOCK } from '@countersign/platform';
import type { Clock } from '@countersign/platform';
import { JwksHandler } from '../jwks/jwks.handler.js';
import type { TicketSettings } from '../tickets/ticket-signer.js';
import { TicketSigner } from '../tickets/ticket-signer.js';
import { SigningKeys } from './signing-keys.js';
import { UnreadableKeys } from './sealed-key.js';

const AGAIN_MS = 500;

/** How tickets are made, and the secret that opens the keys they are signed with. */
export interface KeysOptions extends TicketSettings {
  /** 32 bytes. */
  keySecret: Uint8Array;
}

/** The keys of the service and what signs with them: SigningKeys, TicketSigner. */
@Module({})
export class KeysModule implements OnModuleInit {
  private readonly logger = new Logger('signing-keys');

  static forService({ keySecret, ...tickets }: KeysOptions): DynamicModule {
    const openKeys = (pool: Pool, clock: Clock): SigningKeys => new SigningKeys(pool, keySecret, clock);
    const openSigner = (keys: SigningKeys): TicketSigner => new TicketSigner(keys, tickets);
    return {
      module: KeysModule,
      controllers: [JwksHandler],
      providers: [
        { provide: SigningKeys, inject: [PG_POOL, CLOCK], useFactory: openKeys },
        { provide: TicketSigner, inject: [SigningKeys], useFactory: openSigner },
      ],
      exports: [SigningKeys, TicketSigner],
    };
  }

  constructor(private readonly keys: SigningKeys) {}

  /** Waits for the database as long as it takes; the probes are answered meanwhile. @throws UnreadableKeys */
  async onModuleInit(): Promise<void> {
    for (let warned = false; !(await this.prepared(warned)); warned = true) await pause(AGAIN_MS);
  }

  private async prepared(warned: boolean): Promise<boolean> {
    try {
      await this.keys.prepare();
      return true;
    } catch (error) {
      if (error instanceof UnreadableKeys) throw error;
      if (!warned) this.logger.warn({ msg: 'Waiting for the signing keys in the database.', err: error });
      return false;
    }
  }
}
