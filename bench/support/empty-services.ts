import 'reflect-metadata';
import { Body, Controller, Inject, Module, Req, Res } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { requestRpc, submitBody } from '@countersign/contracts';
import type { Operation, ResponseOf } from '@countersign/contracts';
import { RPC_CLIENT, RpcClientModule } from '@countersign/service';
import { Handle, RpcController, startService } from '@countersign/rpc';
import type { RpcClient } from '@countersign/rpc';
import { baseConfig, loadConfig, PlatformModule } from '@countersign/platform';
import { gatewayConfig } from '../../apps/gateway/src/config.js';
import { answerWrite } from '../../apps/gateway/src/http/answer.js';
import { ContractPipe } from '../../apps/gateway/src/http/contract.pipe.js';
import { createEdge } from '../../apps/gateway/src/http/create-edge.js';
import { Endpoint } from '../../apps/gateway/src/http/endpoint.js';
import { ProblemFilter } from '../../apps/gateway/src/http/problem.filter.js';
import { requestExample } from '../../apps/gateway/src/openapi/examples.js';
import { requestEndpoints } from '../../apps/gateway/src/requests/requests.endpoints.js';

/** The work of both ends for every call, without the submission itself: no token, no policy, no log. */
const emptySubmit = {
  ...requestRpc.submit,
  subject: 'countersign.rpc.bench.submit',
  access: 'service',
} as const satisfies Operation;

@RpcController()
class EmptyHandler {
  @Handle(emptySubmit)
  submit(): ResponseOf<typeof emptySubmit> {
    return ANSWER;
  }
}

const ANSWER = emptySubmit.response.parse({
  status: 201,
  positions: [{ log: 'request', position: 1 }],
  representation: requestExample,
});

@Controller()
class EmptyController {
  constructor(@Inject(RPC_CLIENT) private readonly rpc: RpcClient) {}

  @Endpoint(requestEndpoints.submit)
  async submit(
    @Req() { trace }: FastifyRequest,
    @Body({ schema: submitBody }) body: z.input<typeof submitBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const answer = await this.rpc.call(emptySubmit, body, trace);
    return answerWrite(reply, answer, { location: `/v1/requests/${answer.representation.id}` });
  }
}

@Module({})
class Empty {}

/** The service: the product's own server, and a handler that answers at once. Settings as of a service. */
export async function emptyService(): Promise<void> {
  const config = loadConfig(baseConfig);
  const platform = PlatformModule.forService({ name: 'bench', config });
  await startService({ module: Empty, imports: [platform], controllers: [EmptyHandler] }, config);
}

/** The gateway: the product's own edge and client, without authentication. */
export async function emptyGateway(): Promise<void> {
  const config = loadConfig(gatewayConfig);
  const platform = PlatformModule.forService({ name: 'gateway', config });
  const app = await createEdge(
    {
      module: Empty,
      imports: [platform, RpcClientModule],
      controllers: [EmptyController],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: ContractPipe },
      ],
    },
    config,
  );
  await app.listen(config.HTTP_PORT, config.HTTP_HOST);
}
