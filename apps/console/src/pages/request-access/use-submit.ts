import { read } from '@countersign/api-client';
import type { Schema } from '@countersign/api-client';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useApi } from '../../api/api-context.js';
import { keys } from '../../api/keys.js';
import { useAction } from '../../api/use-action.js';
import type { Request } from '../../requests/types.js';

/** Sends the request, and goes to its page. */
export function useSubmit(onSent: () => void) {
  const api = useApi();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useAction<Schema<'RequestInput'>, Request>({
    id: 'request-access',
    label: 'Request access',
    call: (body, headers) => read(api.POST('/v1/requests', { body, headers: { ...headers } })),
    onSuccess: (request) => {
      onSent();
      queries.setQueryData(keys.request(request.id), request);
      void queries.invalidateQueries({ queryKey: keys.requests });
      void navigate({ to: '/requests/$id', params: { id: request.id } });
    },
  });
}
