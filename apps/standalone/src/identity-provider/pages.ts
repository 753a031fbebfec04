import { createHash } from 'node:crypto';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';

const STYLE = `
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;margin:0;display:grid;place-items:center;min-height:100vh;background:Canvas;color:CanvasText}
main{width:min(24rem,calc(100vw - 2rem));padding:1rem 0}
h1{font-size:1.5rem;margin:0 0 1rem}
label{display:block;margin:1rem 0 .25rem;font-weight:600}
input[type=text],input[type=password]{width:100%;box-sizing:border-box;font:inherit;padding:.5rem;border:1px solid GrayText;border-radius:.25rem;background:Field;color:FieldText}
button{font:inherit;padding:.5rem 1rem;margin:1.25rem .5rem 0 0;border:1px solid currentColor;border-radius:.25rem;cursor:pointer}
button.first{background:LinkText;color:Canvas;border-color:LinkText}
.problem{border-left:.25rem solid #c62828;padding:.25rem .75rem;margin:0 0 1rem}
.hint{color:GrayText;margin:.25rem 0 0;font-size:.9rem}
code{font-size:1.25rem}
:focus-visible{outline:3px solid Highlight;outline-offset:2px}`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Text for HTML and for attributes in double quotes. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** A whole page around a body of HTML that is already escaped. */
export function page(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} – Countersign</title>
<style>${STYLE}</style>
</head>
<body><main><h1>${escapeHtml(title)}</h1>
${body}
</main></body>
</html>`;
}

/** No script, no frame, nothing from elsewhere. A form may lead to the client at the end of its redirects. */
export function pageHeaders(formTargets: string[]): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'sha256-${STYLE_HASH}'`,
      `form-action 'self' ${formTargets.join(' ')}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
  };
}

/** What the sign-in page shows. */
export interface SignInView {
  /** The person likely to sign in: the client's hint, or the person already signed in. */
  username: string;
  /** Whether the client asks for a second factor. */
  needsSecondFactor: boolean;
  /** Why the last attempt failed. */
  problem: string | null;
}

/** The form posts to its own address. */
export function signInPage({ username, needsSecondFactor, problem }: SignInView): string {
  const alert = problem === null ? '' : `<p class="problem" role="alert">${escapeHtml(problem)}</p>`;
  const first = username === '' ? 'autofocus' : '';
  const second = username === '' ? '' : 'autofocus';
  const hint = needsSecondFactor ? 'This step needs your second factor.' : 'Optional; some steps need it.';
  return page(
    'Sign in',
    `${alert}<form method="post">
<label for="username">User name</label>
<input type="text" id="username" name="username" value="${escapeHtml(username)}" autocomplete="username" autocapitalize="none" spellcheck="false" required ${first}>
<label for="password">Password</label>
<input type="password" id="password" name="password" autocomplete="current-password" required ${second}>
<label for="otp">Second factor</label>
<input type="text" id="otp" name="otp" inputmode="numeric" autocomplete="one-time-code" aria-describedby="otp-hint" ${needsSecondFactor ? 'required' : ''}>
<p class="hint" id="otp-hint">${hint}</p>
<button class="first" type="submit">Sign in</button>
<button type="submit" name="cancel" value="yes" formnovalidate>Cancel</button>
</form>`,
  );
}

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
    const problem = error ? '<p class="problem" role="alert">That code is wrong, or it has expired.</p>' : '';
    show(
      ctx,
      'Enter the code',
      `${problem}<p>The code is shown where you started to sign in.</p>${form}${button('op.deviceInputForm', 'Continue', 'class="first"')}`,
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
      `<p><code>${escapeHtml(code)}</code></p><p>Continue only if you started to sign in and see exactly this code there.</p>${form}${button('op.deviceConfirmForm', 'Continue', 'class="first"')}${button('op.deviceConfirmForm', 'Cancel', 'name="abort" value="yes"')}`,
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

/** All pages of the provider except the sign-in page: no scripts, nothing from other origins. */
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
