import { useEffect, useState } from 'react';
import { ApiProblem, stepUpOf } from '@countersign/api-client';
import { useMutation } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';
import { useSession } from '../session/session-context.js';
import type { Session } from '../session/session.js';
import { CommandKey } from './command-key.js';
import { tellResumed } from './notify.js';
import { keepAction, takeAction } from './pending-action.js';

/** Headers of the command, to be passed to the API call. */
type CommandHeaders = Record<'idempotency-key', string>;

/** A command that people can give. */
interface Action<Variables, Result> {
  /** What is done to what, such as `approve:<request id>`: finds the action again after a stronger sign-in. */
  id: string;
  /** The action's name for people: "Approve". */
  label: string;
  /** Calls the API. The variables must survive JSON, because they may be kept during a sign-in. */
  call: (variables: Variables, headers: CommandHeaders) => Promise<Result>;
  /** Invalidates the queries that the command made stale. */
  onSuccess?: (result: Result) => unknown;
}

interface Run<Variables> {
  variables: Variables;
  /** The key of the first attempt, when the action continues after a sign-in. */
  resumedKey?: string;
}

/** State of an action, and `run` to start it. */
type ActionState<Variables, Result> = Pick<
  UseMutationResult<Result, Error, Run<Variables>>,
  'data' | 'error' | 'isPending' | 'isSuccess' | 'isError' | 'reset'
> & { run: (variables: Variables) => void };

/**
 * A command with its Idempotency-Key, and with a stronger sign-in when the API asks for one (RFC 9470). The sign-in
 * leaves the page; when the person is back, the page's `useAction` of the same id continues by itself, and `data` or
 * `error` is the result. So call this hook in the page itself, not in a dialog that is closed by then.
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
    // Only once: a provider that signs people in without the proof asked for would cause a loop.
    if (!wanted || subject === null || resumedKey !== undefined) throw error;
    keepAction(sessionStorage, { id, label, variables, key, subject, at: Date.now() });
    await session.stepUp(wanted);
    // The browser is leaving the page: never resolve, so that no result flashes up before it does.
    return new Promise<never>(() => undefined);
  }
}
