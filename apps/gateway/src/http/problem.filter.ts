import { Catch, Logger, NotFoundException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '@countersign/contracts';
import { refusalOfStatus, toProblem, wwwAuthenticate } from '@countersign/platform';
import type { ProblemDetails } from '@countersign/platform';
import { edgeRefusal, MethodNotAllowed } from './edge-refusal.js';
import { endpoints } from '../openapi/endpoints.js';

/**
 * Answers every error of the gateway with problem details: refusals of the services and of the edge as they are,
 * exceptions of Fastify and Nest translated, defects as 500 without their text, logged once.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter<unknown> {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/**
 * Makes a Fastify scope answer with problem details, too: a scope that is registered before Nest starts never gets
 * Nest's error handler, and would answer in Fastify's format, without `Retry-After`.
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

/** Answers with a problem, also where Nest's filters do not run. */
export function sendProblem(reply: FastifyReply, error: unknown, requestId: string): void {
  const problem = toProblem(error, requestId);
  reply.status(problem.status).headers(problemHeaders(problem));
  void reply.type('application/problem+json').send(JSON.stringify(problem));
}

function unknownRoute(error: unknown, request: FastifyRequest): Refusal | undefined {
  if (!(error instanceof NotFoundException)) return undefined;
  const allowed = allowedMethods(request.url);
  // The router skips an endpoint with this method only when a parameter is longer than its limit.
  if (allowed.includes(request.method === 'HEAD' ? 'GET' : request.method)) return refusalOfStatus(414);
  return allowed.length > 0 ? new MethodNotAllowed(allowed) : undefined;
}

const patterns = endpoints.map(({ method, path }) => ({
  method,
  pattern: new RegExp(`^${path.replace(/[.]/g, '\\$&').replace(/:\w+/g, '[^/]+')}$`),
}));

/** The methods of a path; none for a path without an endpoint. */
export function allowedMethods(url: string): string[] {
  const path = url.split('?', 1)[0] ?? '';
  return patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
}

/**
 * The headers of a problem: how to sign in, which methods and encodings exist, when to try again, and for a recorded refusal its
 * position, so that a read that sends it back sees the refusal.
 */
export function problemHeaders(problem: ProblemDetails): Record<string, string> {
  const position = problem['position'];
  return {
    ...headersOfStatus(problem),
    ...(typeof position === 'string' ? { 'countersign-position': position } : {}),
  };
}

function headersOfStatus(problem: ProblemDetails): Record<string, string> {
  switch (problem.status) {
    case 401:
      return { 'www-authenticate': wwwAuthenticate(problem) };
    case 405:
      return { allow: text(problem['allow'], '') };
    case 415:
      return 'acceptEncoding' in problem ? { 'accept-encoding': text(problem['acceptEncoding'], '') } : {};
    case 429:
    case 503:
      return { 'retry-after': text(problem['retryAfter'], '1') };
    default:
      return {};
  }
}

function text(member: unknown, fallback: string): string {
  return typeof member === 'string' || typeof member === 'number' ? String(member) : fallback;
}
