/** The cookies of one host for a short run. Ignores expiry dates and domains. */
export class CookieJar {
  private readonly cookies = new Map<string, { readonly value: string; readonly path: string }>();

  /** @param header a `Cookie` header, `name=value; name=value` */
  constructor(header = '') {
    for (const pair of header.split(';')) this.put(pair.trim(), '/');
  }

  /** Stores the cookies of `Set-Cookie` headers. */
  setCookies(url: URL, lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split(';').map((each) => each.trim());
      const path = attributes.find((each) => /^path=/i.test(each))?.slice('path='.length);
      this.put(pair, path ?? url.pathname.replace(/[^/]*$/, ''));
    }
  }

  /** Returns the `Cookie` header of a request. */
  headerFor(url: URL): string {
    return [...this.cookies]
      .filter(([, { path }]) => url.pathname === path || url.pathname.startsWith(path.replace(/\/?$/, '/')))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
  }

  /** All values, to redact them in reports. */
  get values(): readonly string[] {
    return [...this.cookies.values()].map(({ value }) => value);
  }

  private put(pair: string, path: string): void {
    const at = pair.indexOf('=');
    if (at > 0) this.cookies.set(pair.slice(0, at), { value: pair.slice(at + 1), path });
  }
}

/** Returns the `Cookie` header for a URL; empty without cookies. */
export function toCookieHeaders(jar: CookieJar, url: URL): Readonly<Record<string, string>> {
  const cookie = jar.headerFor(url);
  return cookie === '' ? {} : { cookie };
}
