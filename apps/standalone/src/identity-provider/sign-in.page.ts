import { escapeHtml, page } from './page.js';

/** What the sign-in page shows. */
export interface SignInView {
  /** Who is likely to sign in: the hint of the client, or who is signed in already. */
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
