import { useEffect, useState } from 'react';
import { read } from '@countersign/api-client';
import type { Schema } from '@countersign/api-client';
import { useDebouncedValue } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../../api/api-context.js';
import { keys } from '../../../api/keys.js';
import { useAction } from '../../../api/use-action.js';
import { useSession } from '../../../session/session-context.js';
import type { Request } from '../types.js';
import { emptyDraft, nameProblem } from './draft.js';
import type { Draft } from './draft.js';
import { dropDraft, keepDraft, keptDraft } from './kept-draft.js';
import type { Target } from './recent.js';

/** The draft. It survives the sign-in that sending may require, even a cancelled one. */
export function useDraft() {
  const session = useSession();
  const { resource = '', account = '' } = useSearch({ from: '/request-access' });
  const [draft, setDraft] = useState<Draft>({ ...emptyDraft, resource, account });
  useEffect(() => {
    void session.subject().then((subject) => {
      const kept = keptDraft(sessionStorage, subject);
      if (kept) setDraft(kept);
    });
  }, [session]);
  return {
    draft,
    write: (changes: Partial<Draft>) => setDraft((now) => ({ ...now, ...changes })),
    keep: () => void session.subject().then((subject) => keepDraft(sessionStorage, subject, draft)),
    forget: () => dropDraft(sessionStorage),
  };
}

const TYPING_PAUSE_MS = 300;

/** The policy that would govern a request for these names; read when typing pauses and both names are complete. */
export function useExplanation({ resource, account }: Target) {
  const api = useApi();
  const now = { resource: resource.trim(), account: account.trim() };
  const [[askedResource, askedAccount]] = useDebouncedValue(
    [now.resource, now.account] as const,
    TYPING_PAUSE_MS,
  );
  const body = { resource: askedResource, account: askedAccount };
  const isAsked = nameProblem(body.resource) === null && nameProblem(body.account) === null;
  const query = useQuery({
    queryKey: [...keys.policies, 'explain', body],
    queryFn: ({ signal }) => read(api.POST('/v1/policies/explain', { body, signal })),
    enabled: isAsked,
  });
  const isCurrent = body.resource === now.resource && body.account === now.account;
  return { ...query, isAsked: isAsked && isCurrent, data: isCurrent && isAsked ? query.data : undefined };
}

/** Sends the request, and opens its page. */
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
