import { read } from '@countersign/api-client';
import { useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.js';
import { keys } from '../../api/keys.js';
import { useAction } from '../../api/use-action.js';
import type { PolicyContent } from './policy-types.js';
import { showWarnings } from './save-warnings.js';

/** A policy's content, and the version that it follows; null for a new policy. */
interface PolicyToSave {
  content: PolicyContent;
  following: number | null;
}

const etag = (version: number) => ({ 'If-Match': `"${version}"` });

/** Returns a function that makes the queries of a policy and of lists stale. */
function useStale(id: string | null) {
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: keys.policies }),
      ...(id === null ? [] : [queries.invalidateQueries({ queryKey: keys.policy(id) })]),
    ]);
}

/** Saves a new policy (`id` null), or the next version of a policy. @param onSaved - is called with the policy's id */
export function useSavePolicy(id: string | null, label: string, onSaved?: (id: string) => void) {
  const api = useApi();
  const stale = useStale(id);
  return useAction({
    id: `save-policy:${id ?? 'new'}:${label}`,
    label,
    call: ({ content: body, following }: PolicyToSave, headers) =>
      id === null || following === null
        ? read(api.POST('/v1/policies', { body, headers }))
        : read(
            api.PUT('/v1/policies/{id}', {
              params: { path: { id }, header: etag(following) },
              body,
              headers,
            }),
          ),
    onSuccess: async (saved) => {
      showWarnings(saved.warnings);
      await stale();
      onSaved?.(saved.id);
    },
  });
}

/** Deletes a policy, if its version is still the given one. */
export function useDeletePolicy(id: string, onDeleted: () => void) {
  const api = useApi();
  const stale = useStale(id);
  return useAction({
    id: `delete-policy:${id}`,
    label: 'Delete policy',
    call: async ({ version }: { version: number }, headers) => {
      await api.DELETE('/v1/policies/{id}', { params: { path: { id }, header: etag(version) }, headers });
    },
    onSuccess: async () => {
      await stale();
      onDeleted();
    },
  });
}
