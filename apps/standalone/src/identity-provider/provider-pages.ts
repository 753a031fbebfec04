import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { escapeHtml, page } from './page.js';

const show = (ctx: KoaContextWithOIDC, title: string, body: string): void => {
  ctx.type = 'html';
  ctx.body = page(title, body);
};

const button = (form: string, text: string, attributes = ''): string =>
  `<button type="submit" form="${form}" ${attributes}>${text}</button>`;

/** The pages of the device flow (RFC 8628): enter the code, confirm it, done. */
const deviceFlow = {
  enabled: true,
  userCodeInputSource: (ctx: KoaContextWithOIDC, form: string, _out?: unknown, error?: Error) => {
    const problem = error ? '<p class="problem" role="alert">That code is not right, or it is over.</p>' : '';
    show(
      ctx,
      'Enter the code',
      `${problem}<p>It is shown where you started to sign in.</p>${form}${button('op.deviceInputForm', 'Continue', 'class="first"')}`,
    );
  },
  userCodeConfirmSource: (
    ctx: KoaContextWithOIDC,
    form: string,
    _client: unknown,
    _device: unknown,
    code: string,
  ) =>
    show(
      ctx,
      'Is this your code?',
      `<p><code>${escapeHtml(code)}</code></p><p>Go on only if you started to sign in and see this very code there.</p>${form}${button('op.deviceConfirmForm', 'Continue', 'class="first"')}${button('op.deviceConfirmForm', 'Cancel', 'name="abort" value="yes"')}`,
    ),
  successSource: (ctx: KoaContextWithOIDC) => show(ctx, 'Signed in', '<p>You can close this page.</p>'),
};

/** Signing out (OpenID Connect RP-Initiated Logout 1.0). */
const rpInitiatedLogout = {
  enabled: true,
  logoutSource: (ctx: KoaContextWithOIDC, form: string) =>
    show(
      ctx,
      'Sign out?',
      `${form}${button('op.logoutForm', 'Sign out', 'class="first" name="logout" value="yes" autofocus')}${button('op.logoutForm', 'Stay signed in')}`,
    ),
  postLogoutSuccessSource: (ctx: KoaContextWithOIDC) =>
    show(ctx, 'Signed out', '<p>You can close this page.</p>'),
};

/** Everything people see of the provider but the sign-in page: no scripts, nothing from elsewhere. */
export const providerPages = {
  deviceFlow,
  rpInitiatedLogout,
  renderError: (ctx, out) =>
    show(
      ctx,
      'That did not work',
      `<p>${escapeHtml(out.error_description ?? out.error)}</p><p class="hint">${escapeHtml(out.error)}</p>`,
    ),
} satisfies { deviceFlow: unknown; rpInitiatedLogout: unknown; renderError: Configuration['renderError'] };
