/** As much of a browser as a sign-in needs: it keeps cookies and follows redirects step by step. */
export class TestBrowser {
  private readonly cookies = new Map<string, { value: string; path: string }>();

  /** One request, no redirect followed. */
  async fetch(
    address: string,
    init: { method?: string; form?: Record<string, string> } = {},
  ): Promise<Response> {
    const { pathname } = new URL(address);
    const cookie = [...this.cookies]
      .filter(([, { path }]) => pathname.startsWith(path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
    const response = await fetch(address, {
      method: init.method ?? (init.form ? 'POST' : 'GET'),
      redirect: 'manual',
      headers: cookie ? { cookie } : {},
      ...(init.form && { body: new URLSearchParams(init.form) }),
    });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    return response;
  }

  /** Follows redirects until an answer without a redirect, or a redirect to `until`. */
  async follow(
    response: Response,
    base: string,
    until = '\0',
  ): Promise<{ address: string; response: Response }> {
    let address = base;
    for (let step = 0; step < 10 && response.status >= 300 && response.status < 400; step++) {
      address = new URL(response.headers.get('location') ?? '', address).href;
      if (address.startsWith(until)) break;
      response = await this.fetch(address);
    }
    return { address, response };
  }

  private keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(pair.indexOf('=') + 1);
    const path = attributes.find((one) => one.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, { value, path });
  }
}
