import { problem, Refusal, Unavailable } from '@countersign/contracts';
import type { JsonObject, Operation } from '@countersign/contracts';
import { INTERNAL_PROBLEM } from '@countersign/platform';

/** The service behind an operation: `countersign.rpc.<service>.<name>`. */
const serviceOf = ({ subject }: Operation): string => subject.split('.')[2] ?? subject;

/** Nobody answered in time, nobody listens, or NATS is not there. */
export const unavailable = (operation: Operation): Unavailable =>
  new Unavailable(`The ${serviceOf(operation)} service`);

/**
 * What a failed call means. A problem is the service's own refusal; an object that is none comes from a service
 * that failed without saying how; anything else (texts of the transport, timeouts, empty answers) is silence.
 */
export function refusalOf(operation: Operation, error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const parsed = problem.safeParse(error);
  if (parsed.success) {
    const { code, status, detail, errors, ...data } = parsed.data;
    return new Refusal(code, status, detail, data as JsonObject, errors ?? []);
  }
  if (error instanceof Error || typeof error !== 'object' || error === null) return unavailable(operation);
  const { code, status, detail } = INTERNAL_PROBLEM;
  return new Refusal(code, status, detail);
}
