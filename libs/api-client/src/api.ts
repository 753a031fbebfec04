import createClient from 'openapi-fetch';
import type { Client } from 'openapi-fetch';
import type { components, paths } from './openapi.generated.js';
import { Transport } from './transport.js';
import type { TransportOptions } from './transport.js';

/** Names of the document's schemas: `Schema<'Request'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

/** The HTTP API of a server, typed by its OpenAPI document: `api.GET('/v1/requests/{id}', …)`. */
export type Api = Client<paths>;

/** @param server - origin of the gateway; @throws from each call: ApiProblem, Unreachable */
export function createApi(server: string, options: TransportOptions): Api {
  const transport = new Transport(options);
  return createClient<paths>({
    baseUrl: server,
    fetch: (request) => transport.send(request),
    redirect: 'error',
    headers: { accept: 'application/json' },
  });
}

/** The body of an answer; a refusal has already been thrown. */
export async function read<T>(call: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  const { data } = await call;
  if (data === undefined || data === null) throw new Error('The server answered without a body.');
  return data;
}

/** Personal data and free text of the actor of an event, from its private text. */
export type PrivateTexts = NonNullable<Schema<'RecordedEvent'>['private']>;

/** The content of the private text of an event of the feed; null if there is none, or if it cannot be read. */
export function privateTextsOf({ private: text }: { private?: unknown }): PrivateTexts | null {
  if (typeof text !== 'string') return null;
  try {
    const texts: unknown = JSON.parse(text);
    return typeof texts === 'object' && texts !== null ? texts : null;
  } catch {
    return null;
  }
}
