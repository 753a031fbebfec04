import { createContext, useContext } from 'react';
import type { Api } from '@countersign/api-client';

const ApiContext = createContext<Api | null>(null);

export const ApiProvider = ApiContext.Provider;

/** The typed API, called as the signed-in person: `read(api.GET('/v1/requests/{id}', …))`. */
export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error('useApi needs an ApiProvider around the component.');
  return api;
}
