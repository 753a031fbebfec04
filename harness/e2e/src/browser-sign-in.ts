/** A person at a browser who completes a sign-in that the command line began (RFC 8628), with plain HTTP and forms. */
export class BrowserSignIn {
  private readonly cookies = new Map<string, { value: string; path: string }>();

  /** Opens the address with the code, confirms it, and signs in if asked. */
  async complete(address: string, username: string, otp = ''): Promise<string> {
    const shown = await this.open(address);
    // The page contains the code, and submits itself.
    const confirm = hiddenFields(await this.confirmPage(shown));
    const asked = await this.open(new URL(address).origin + new URL(address).pathname, {
      ...confirm,
      confirm: 'yes',
    });
    if (!asked.address.includes('/interaction/')) return asked.text;
    const form = { username, password: 'countersign', otp };
    return (await this.open(asked.address, form)).text;
  }

  /** With a code in its address, the page submits itself by script; here its form is sent. */
  private async confirmPage(shown: { address: string; text: string }): Promise<string> {
    if (!shown.text.includes('op.deviceInputForm')) return shown.text;
    const { origin, pathname } = new URL(shown.address);
    return (await this.open(origin + pathname, hiddenFields(shown.text))).text;
  }

  private async open(
    address: string,
    form?: Record<string, string>,
  ): Promise<{ address: string; text: string }> {
    let at = address;
    let response = await this.fetch(at, form);
    for (let step = 0; step < 10 && response.status >= 300 && response.status < 400; step++) {
      at = new URL(response.headers.get('location') ?? '', at).href;
      response = await this.fetch(at);
    }
    return { address: at, text: await response.text() };
  }

  private async fetch(address: string, form?: Record<string, string>): Promise<Response> {
    const { pathname } = new URL(address);
    const cookies = [...this.cookies].filter(([, { path }]) => pathname.startsWith(path));
    const response = await fetch(address, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: cookies.map(([name, { value }]) => `${name}=${value}`).join('; ') },
      ...(form && { body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    return response;
  }

  private keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    const path = /;\s*path=([^;]+)/i.exec(line)?.[1] ?? '/';
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, { value, path });
  }
}

function hiddenFields(page: string): Record<string, string> {
  const inputs = [...page.matchAll(/<input[^>]*>/g)].map(([input]) => input);
  const attribute = (input: string, name: string) => new RegExp(`${name}="([^"]*)"`).exec(input)?.[1];
  return Object.fromEntries(
    inputs.flatMap((input) => {
      const name = attribute(input, 'name');
      const value = attribute(input, 'value');
      return name !== undefined && value !== undefined ? [[name, value]] : [];
    }),
  );
}
