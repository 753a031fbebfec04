import { errors } from '@nats-io/transport-node';
import { NotKnownToBeDone, problem, Refusal, Unavailable } from '@countersign/contracts';
import type { JsonObject, Operation } from '@countersign/contracts';
import { INTERNAL_PROBLEM } from '@countersign/platform';

/** The service behind an operation: `countersign.rpc.<service>.<name>`. */
const serviceOf = ({ subject }: Operation): string => subject.split('.')[2] ?? subject;

/** The call did not go out: NATS is not there, or nobody listens. */
export const unavailable = (operation: Operation): Unavailable =>
  new Unavailable(`The ${serviceOf(operation)} service`);

/** The call went out and no answer came: of a command nobody knows whether it was done. */
export const unanswered = (operation: Operation): Refusal =>
  operation.writes ? new NotKnownToBeDone(`The ${serviceOf(operation)} service`) : unavailable(operation);

/**
 * What a failed call means. A problem is the service's own refusal; an object that is none comes from a service
 * that failed without saying how; `NoRespondersError` is the server's word that nobody listens; anything else (a text of
 * the transport, a timeout) is silence.
 */
export function refusalOf(operation: Operation, error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const parsed = problem.safeParse(error);
  if (parsed.success) {
    const { code, status, detail, errors, ...data } = parsed.data;
    return new Refusal(code, status, detail, data as JsonObject, errors ?? []);
  }
  if (error instanceof errors.NoRespondersError) return unavailable(operation);
  if (error instanceof Error || typeof error !== 'object' || error === null) return unanswered(operation);
  const { code, status, detail } = INTERNAL_PROBLEM;
  return new Refusal(code, status, detail);
}
