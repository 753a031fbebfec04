import { Injectable } from '@nestjs/common';
import { NotFound, NotVisible } from '@countersign/contracts';
import type { AccessEvent, Caller, requestRpc, ResponseOf } from '@countersign/contracts';
import type { Decided, Loader, Ran } from '@countersign/event-log';
import { afterAppend, decided, PersonCommands, positionsOf } from '@countersign/service';
import type { Acting, DecidedCommand } from '@countersign/service';
import type { CallContext } from '@countersign/rpc';
import {
  accountFold,
  accountStream,
  maySee,
  requestFold,
  requestStream,
  ticketFold,
  ticketStream,
} from '@countersign/request-domain';
import type { Account, KnownRequest, UseContext } from '@countersign/request-domain';
import { RequestReader } from './request-reader.js';

/** A person's command on an access; `rule` decides it. */
export interface AccessCommand {
  operation: string;
  requestId: string;
  payload: unknown;
  rule: (request: KnownRequest, account: Account, context: UseContext) => AccessEvent[];
  /** The ticket that the command issues, if any. */
  ticketId?: string;
}

/** What check-out, check-in and revoke have in common: everything except the rule. */
@Injectable()
export class AccessCommands {
  constructor(
    private readonly commands: PersonCommands,
    private readonly reader: RequestReader,
  ) {}

  /**
   * Records what the rule decides and answers with the request as it is afterwards.
   * @throws NotFound when the caller may not see the request, and whatever `rule` refuses
   */
  async answer(command: AccessCommand, call: CallContext): Promise<ResponseOf<typeof requestRpc.revoke>> {
    const ran = await this.run(command, call);
    const representation = await afterAppend(ran, () => this.reader.view(command.requestId, call));
    return { status: ran.result.status, positions: positionsOf('request', ran.appended), representation };
  }

  /** Records what the rule decides. @throws as `answer` */
  run(command: AccessCommand, call: CallContext): Promise<Ran> {
    return this.commands.run(decidedCommand(command, call), call);
  }

  /** Does what follows a command. A refusal is recorded as an attempt of that command. */
  noting<T>(command: AccessCommand, call: CallContext, act: () => Promise<T>): Promise<T> {
    return this.commands.noting(decidedCommand(command, call), call, act);
  }

  acting(call: CallContext): Acting {
    return this.commands.acting(call);
  }
}

function decidedCommand(command: AccessCommand, { caller }: CallContext): DecidedCommand {
  const { operation, requestId, payload } = command;
  return {
    operation,
    target: requestId,
    payload,
    correlationId: requestId,
    aimedAt: { requestId, resource: null, account: null },
    decide: (loader, acting) => decide(command, caller, loader, acting),
  };
}

async function decide(
  { requestId, rule, ticketId }: AccessCommand,
  caller: Caller,
  loader: Loader,
  acting: () => Acting,
): Promise<Decided> {
  const { state } = await loader.load(requestStream(requestId), requestFold);
  if (state.status === 'none') throw new NotFound('request');
  if (!maySee(caller, state)) throw new NotVisible('request');
  const account = await loader.load(accountStream(state.facts), accountFold);
  if (ticketId !== undefined) await loader.loadNew(ticketStream(ticketId), ticketFold);
  return decided(rule(state, account.state, acting()), { requestId });
}
