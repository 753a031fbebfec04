import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors } from 'oidc-provider';
import type Provider from 'oidc-provider';
import type { Brake } from './brake.js';
import { escapeHtml, page, pageHeaders, signInPage } from './pages.js';
import { asksForMfa } from './policy.js';
import { signIn } from './sign-in.js';
import type { SignInView } from './pages.js';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * The sign-in page of an authorization request: GET shows it, POST signs in. The request is known by a signed
 * cookie that other sites cannot send along (SameSite), and by the address.
 */
export class SignInInteraction {
  constructor(
    private readonly provider: Provider,
    private readonly brake: Brake,
    private readonly formTargets: string[],
  ) {}

  async handle(req: IncomingMessage, res: ServerResponse, uid: string): Promise<void> {
    try {
      const interaction = await this.provider.interactionDetails(req, res);
      if (interaction.uid !== uid) throw new errors.SessionNotFound('another sign-in has begun');
      if (interaction.prompt.name === 'consent') {
        // Asked for by the client (`prompt=consent`); to our own clients there is nothing to consent to.
        await this.provider.interactionFinished(req, res, { consent: {} });
        return;
      }
      const view: SignInView = {
        username: text(interaction.params.login_hint) || text(interaction.session?.accountId),
        needsSecondFactor: asksForMfa(interaction.params),
        problem: null,
      };
      if (req.method === 'POST') await this.submit(req, res, view);
      else this.show(res, 200, view);
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
      this.over(res);
    }
  }

  private async submit(req: IncomingMessage, res: ServerResponse, view: SignInView): Promise<void> {
    const form = await readForm(req);
    if (form.get('cancel')) {
      await this.provider.interactionFinished(req, res, {
        error: 'access_denied',
        error_description: 'The sign-in was cancelled.',
      });
      return;
    }
    const credentials = {
      username: form.get('username') ?? '',
      password: form.get('password') ?? '',
      otp: (form.get('otp') ?? '').replaceAll(' ', ''),
    };
    const again = { ...view, username: credentials.username };
    if (view.needsSecondFactor && credentials.otp === '') {
      this.show(res, 400, { ...again, problem: 'This step needs your second factor.' });
      return;
    }
    const now = Date.now();
    const result = signIn(credentials, this.brake, now);
    if ('refused' in result) {
      this.show(res, 400, { ...again, problem: result.refused });
      return;
    }
    const login = { accountId: result.person.id, ...result.proof, ts: Math.floor(now / 1000) };
    await this.provider.interactionFinished(req, res, { login }, { mergeWithLastSubmission: false });
  }

  private show(res: ServerResponse, status: number, view: SignInView): void {
    res.writeHead(status, pageHeaders(this.formTargets)).end(signInPage(view));
  }

  private over(res: ServerResponse): void {
    const sentence =
      'This sign-in is over or was begun in another window. Go back to the program and start again.';
    res
      .writeHead(400, pageHeaders(this.formTargets))
      .end(page('Start again', `<p>${escapeHtml(sentence)}</p>`));
  }
}

const LONGEST_BYTES = 8 * 1024;

/** A posted form (application/x-www-form-urlencoded). @throws Error when it is longer than any of ours */
async function readForm(req: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_BYTES) throw new Error('the form is too long');
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
