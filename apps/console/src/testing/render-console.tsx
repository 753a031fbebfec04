import { configure, render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { UserManager } from 'oidc-client-ts';
import { App } from '../app/app.js';
import { Frame } from '../app/frame.js';
import { Session } from '../session/session.js';
import { alice } from './samples.js';

configure({
  // The longest wait for an element, not the usual one: the first spec of a file loads the code, and machines are busy.
  asyncUtilTimeout: 20_000,
  // Checking whether each element is visible takes most of the time of a query by role.
  defaultHidden: true,
});

/** One call of the console to the API. */
export interface Call {
  url: URL;
  headers: Headers;
  body: unknown;
}

/** Answers by method and path, such as `GET /v1/me`: a body, a `Response`, or a function of the call. */
type Answers = Record<string, unknown>;

/** A problem document, as the API refuses. */
export const problem = (status: number, code: string, detail: string) =>
  new Response(JSON.stringify({ type: 'about:blank', title: code, status, code, detail }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  });

const toResponse = (answer: unknown): Response =>
  answer instanceof Response ? answer.clone() : Response.json(answer);

/** The gateway as the console sees it: answers from a table, and remembers the calls. */
function fakeGateway(answers: Answers) {
  const calls: Record<string, Call[]> = {};
  const answer = async (input: Request | URL | string, init?: RequestInit): Promise<Response> => {
    const request = input instanceof Request ? input : new Request(new URL(input, location.origin), init);
    const url = new URL(request.url);
    const name = `${request.method} ${url.pathname}`;
    const text = await request.text();
    const call = {
      url,
      headers: request.headers,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
    (calls[name] ??= []).push(call);
    const found = answers[name];
    if (found === undefined) return problem(404, 'not-found', `This test has no answer for ${name}.`);
    return toResponse(typeof found === 'function' ? (found as (call: Call) => unknown)(call) : found);
  };
  return { calls, answer };
}

/** A session of Alice whose token never expires. */
function fakeSession(): Session {
  const users = {
    events: { addAccessTokenExpired: () => undefined, addUserLoaded: () => undefined },
    getUser: () => Promise.resolve({ access_token: 'token', expires_in: 3_600, profile: { sub: alice.id } }),
  };
  return new Session(users as unknown as UserManager);
}

/**
 * Renders the console at a path, as Alice sees it.
 * @param answers - the API's answers; members can be replaced later. Without `GET /v1/me`, Alice has no roles.
 * @returns the calls to the API by method and path, and a user who clicks and types
 */
export function renderConsole(path: string, answers: Answers) {
  answers['GET /v1/me'] ??= alice;
  const { calls, answer } = fakeGateway(answers);
  globalThis.fetch = answer;
  history.replaceState(null, '', path);
  render(
    <Frame nonce="">
      <App session={fakeSession()} />
    </Frame>,
  );
  return { calls, user: userEvent.setup() };
}
