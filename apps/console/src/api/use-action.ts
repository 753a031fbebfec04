import { useEffect, useState } from 'react';
import { ApiProblem, stepUpOf } from '@countersign/api-client';
import { useMutation } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';
import type { Session } from '../session/session.js';
import { useSession } from '../session/session-context.js';
import { CommandKey } from './command-key.js';
import { tellResumed } from './notify.js';
import { keepAction, takeAction } from './pending-action.js';

/** Headers of the command; hand them to the API call. */
export type CommandHeaders = Record<'idempotency-key', string>;

/** A command people can give. */
export interface Action<Variables, Result> {
  /** What is done to what, such as `approve:<request id>`: by this it goes on after a stronger sign-in. */
  id: string;
  /** How people call it: "Approve". */
  label: string;
  /** Calls the API. Variables must survive JSON: they may be kept over a sign-in. */
  call: (variables: Variables, headers: CommandHeaders) => Promise<Result>;
  /** What is on screen is stale now: invalidate the queries concerned. */
  onSuccess?: (result: Result) => unknown;
}

interface Run<Variables> {
  variables: Variables;
  /** The key it goes on with after a sign-in. */
  resumedKey?: string;
}

/** State of an action, and `run` to do it. */
export type ActionState<Variables, Result> = Pick<
  UseMutationResult<Result, Error, Run<Variables>>,
  'data' | 'error' | 'isPending' | 'isSuccess' | 'isError' | 'reset'
> & { run: (variables: Variables) => void };

/**
 * A command with everything that belongs to one: an Idempotency-Key, and a stronger sign-in when the API asks for it
 * (RFC 9470). The page is left for that; when the person is back, the page's `useAction` of the same id goes on by
 * itself, and `data` or `error` is its result. So call it in the page itself, not in a dialog that is closed by then.
 */
export function useAction<Variables, Result>(
  action: Action<Variables, Result>,
): ActionState<Variables, Result> {
  const session = useSession();
  const [commandKey] = useState(() => new CommandKey());
  const { mutate, ...state } = useMutation<Result, Error, Run<Variables>>({
    mutationFn: (run) => execute(action, run, session, commandKey),
    onSuccess: (result, { resumedKey }) => {
      if (resumedKey !== undefined) tellResumed(action.label, null);
      return action.onSuccess?.(result);
    },
    onError: (error, { resumedKey }) => {
      if (resumedKey !== undefined) tellResumed(action.label, error);
    },
  });
  useEffect(() => {
    void session.subject().then((subject) => {
      const pending = takeAction(sessionStorage, { id: action.id, subject, now: Date.now() });
      if (pending) mutate({ variables: pending.variables as Variables, resumedKey: pending.key });
    });
  }, [action.id, mutate, session]);
  return { ...state, run: (variables) => mutate({ variables }) };
}

async function execute<Variables, Result>(
  { id, label, call }: Action<Variables, Result>,
  { variables, resumedKey }: Run<Variables>,
  session: Session,
  commandKey: CommandKey,
): Promise<Result> {
  const key = resumedKey ?? commandKey.of(variables);
  try {
    const result = await call(variables, { 'idempotency-key': key });
    commandKey.ended();
    return result;
  } catch (error) {
    commandKey.ended(error);
    const wanted = error instanceof ApiProblem ? stepUpOf(error.challenge) : null;
    const subject = await session.subject();
    // Once: a provider that signs in but does not prove what is asked for would lead in circles.
    if (!wanted || subject === null || resumedKey !== undefined) throw error;
    keepAction(sessionStorage, { id, label, variables, key, subject, at: Date.now() });
    await session.stepUp(wanted);
    // The page is being left: this never ends, so that nothing flashes up meanwhile.
    return new Promise<never>(() => undefined);
  }
}
