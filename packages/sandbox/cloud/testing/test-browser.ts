import type { CloudTenant } from '../tenant.ts';

/** The result of a navigation: a page of the tenant, or an address outside it. */
export interface NavigationResult {
  readonly status: number;
  /** Absolute; the application's address after a redirect out of the tenant. */
  readonly url: URL;
  readonly markup: string;
  readonly headers: Headers;
}

/** A minimal browser for sign-in: stores cookies, follows redirects inside the tenant and submits forms. */
export class TestBrowser {
  readonly #cookies = new Map<string, string>();

  constructor(private readonly tenant: CloudTenant) {}

  async open(address: string, init: RequestInit = {}): Promise<NavigationResult> {
    const url = new URL(address, this.tenant.origin);
    if (url.origin !== this.tenant.origin) {
      return { status: 0, url, markup: '', headers: new Headers() };
    }
    const headers = new Headers(init.headers);
    headers.set('cookie', [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      this.#storeCookie(line);
    }
    const location = response.headers.get('location');
    if (location !== null) {
      return this.open(new URL(location, url).href);
    }
    return { status: response.status, url, markup: await response.text(), headers: response.headers };
  }

  /** Submits the page's only form with one of its buttons. */
  submit(
    page: NavigationResult,
    button: { readonly name: string; readonly value: string },
  ): Promise<NavigationResult> {
    const action = /<form method="post" action="([^"]+)"/.exec(page.markup)?.[1];
    const hidden = /<input type="hidden" name="([^"]+)" value="([^"]+)"/.exec(page.markup);
    if (action === undefined || hidden?.[1] === undefined || hidden[2] === undefined) {
      throw new Error(`There is no form on ${page.url.href} (${page.status}): ${page.markup.slice(0, 300)}`);
    }
    const body = new URLSearchParams({ [hidden[1]]: hidden[2], [button.name]: button.value });
    return this.open(action, { method: 'POST', body });
  }

  signIn(page: NavigationResult, user: string): Promise<NavigationResult> {
    return this.submit(page, { name: 'user', value: user });
  }

  decide(page: NavigationResult, decision: 'allow' | 'refuse'): Promise<NavigationResult> {
    return this.submit(page, { name: 'decision', value: decision });
  }

  #storeCookie(line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals).trim();
    if (attributes.some((attribute) => /max-age=0|expires=thu, 01 jan 1970/i.test(attribute))) {
      this.#cookies.delete(name);
    } else {
      this.#cookies.set(name, pair.slice(equals + 1));
    }
  }
}
