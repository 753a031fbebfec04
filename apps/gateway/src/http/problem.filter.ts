import { Catch, Logger, NotFoundException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '@countersign/contracts';
import { toProblem } from '@countersign/platform';
import { allowedMethods } from './allowed-methods.js';
import { edgeRefusal, MethodNotAllowed, refusalOfStatus } from './edge-refusal.js';
import { problemHeaders } from './problem-headers.js';

/**
 * Everything that goes wrong at the gateway leaves through here, as problem details: refusals of the services and of
 * the edge as they are, exceptions of Fastify and Nest translated, defects as 500 without their text, logged once.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter<unknown> {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/**
 * Makes a scope of Fastify's own answer with problem details, too: a scope that is registered before Nest starts
 * never gets Nest's error handler, and would answer in Fastify's format, without `Retry-After`.
 */
export function answerProblems(scope: FastifyInstance): void {
  scope.setErrorHandler(answerProblem);
}

function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const known = unknownRoute(error, request) ?? edgeRefusal(error);
  if (!(known instanceof Refusal)) {
    new Logger('http').error({ msg: 'a request failed unexpectedly', err: error });
  }
  sendProblem(reply, known, request.trace.requestId);
}

/** Answers with the problem; used where Nest's filters do not reach, too. */
export function sendProblem(reply: FastifyReply, error: unknown, requestId: string): void {
  const problem = toProblem(error, requestId);
  reply.status(problem.status).headers(problemHeaders(problem));
  void reply.type('application/problem+json').send(JSON.stringify(problem));
}

function unknownRoute(error: unknown, request: FastifyRequest): Refusal | undefined {
  if (!(error instanceof NotFoundException)) return undefined;
  const allowed = allowedMethods(request.url);
  // The router passes over an endpoint of this very method only where a parameter is longer than any can be.
  if (allowed.includes(request.method === 'HEAD' ? 'GET' : request.method)) return refusalOfStatus(414);
  return allowed.length > 0 ? new MethodNotAllowed(allowed) : undefined;
}
