import { interactionPolicy } from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { MFA_CONTEXT } from './sign-in.js';

/** Whether the client asks for a sign-in with a second factor (`acr_values`, RFC 9470 section 4). */
export function asksForMfa(params: { acr_values?: unknown }): boolean {
  return typeof params.acr_values === 'string' && params.acr_values.split(' ').includes(MFA_CONTEXT);
}

/**
 * When people must sign in: without a session, with `prompt=login`, with one older than `max_age`, and with one
 * that has no second factor where the client asks for it. The clients are our own: what they may know is granted without asking.
 */
export function signInPolicy(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  policy.get('consent')?.checks.remove('native_client_prompt');
  policy
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check('acr_values', 'a second factor is required', (ctx: KoaContextWithOIDC) =>
        asksForMfa(ctx.oidc.params ?? {}) && ctx.oidc.session?.acr !== MFA_CONTEXT
          ? interactionPolicy.Check.REQUEST_PROMPT
          : interactionPolicy.Check.NO_NEED_TO_PROMPT,
      ),
    );
  return policy;
}
