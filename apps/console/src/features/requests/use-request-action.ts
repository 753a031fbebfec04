import { read } from '@countersign/api-client';
import type { Api, Schema } from '@countersign/api-client';
import { useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { useApi } from '../../api/api-context.js';
import { keys } from '../../api/keys.js';
import { useAction } from '../../api/use-action.js';
import type { Request } from './types.js';

/** The arguments of a call on a request. */
interface Call<Body> {
  params: { path: { id: string } };
  headers: { 'idempotency-key': string };
  body: Body;
}

type Send<Body, Answer> = (api: Api, call: Call<Body>) => Promise<Answer>;

const approve: Send<Schema<'ApproveInput'>, Request> = (api, call) =>
  read(api.POST('/v1/requests/{id}/approve', { ...call }));
const reject: Send<Schema<'CommentInput'>, Request> = (api, call) =>
  read(api.POST('/v1/requests/{id}/reject', { ...call }));
const cancel: Send<Schema<'CommentInput'>, Request> = (api, call) =>
  read(api.POST('/v1/requests/{id}/cancel', { ...call }));
const checkIn: Send<Schema<'EmptyInput'>, Request> = (api, call) =>
  read(api.POST('/v1/requests/{id}/check-in', { ...call }));
const revoke: Send<Schema<'RevokeInput'>, Request> = (api, call) =>
  read(api.POST('/v1/requests/{id}/revoke', { ...call }));
const checkOut: Send<Schema<'EmptyInput'>, Schema<'CheckedOut'>> = (api, call) =>
  read(api.POST('/v1/requests/{id}/check-out', { ...call }));

const itself = (request: Request): Request => request;

export const useApprove = (id: string) => useRequestAction(`approve:${id}`, 'Approve', id, approve, itself);
export const useReject = (id: string) => useRequestAction(`reject:${id}`, 'Reject', id, reject, itself);
export const useCancel = (id: string) => useRequestAction(`cancel:${id}`, 'Cancel', id, cancel, itself);
export const useCheckIn = (id: string) => useRequestAction(`check-in:${id}`, 'Check in', id, checkIn, itself);
export const useRevoke = (id: string) => useRequestAction(`revoke:${id}`, 'Revoke', id, revoke, itself);
/** The ticket is only in this answer. */
export const useCheckOut = (id: string) =>
  useRequestAction(`check-out:${id}`, 'Check out', id, checkOut, ({ request }) => request);

function useRequestAction<Body, Answer>(
  action: string,
  label: string,
  id: string,
  send: Send<Body, Answer>,
  requestOf: (answer: Answer) => Request,
) {
  const api = useApi();
  const queries = useQueryClient();
  return useAction<Body, Answer>({
    id: action,
    label,
    call: (body, headers) => send(api, { params: { path: { id } }, headers: { ...headers }, body }),
    onSuccess: (answer) => show(queries, requestOf(answer)),
  });
}

/** Shows the request of the answer, and reads lists again. */
function show(queries: QueryClient, request: Request): void {
  queries.setQueryData(keys.request(request.id), request);
  void queries.invalidateQueries({ queryKey: [...keys.request(request.id), 'timeline'] });
  void queries.invalidateQueries({ queryKey: keys.requests });
  void queries.invalidateQueries({ queryKey: keys.me });
}
