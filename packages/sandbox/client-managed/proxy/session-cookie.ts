import cookie from '@fastify/cookie';
import type { ProxySession } from './proxy-sessions.ts';
import { basePath, type VirtualProxy } from './virtual-proxy.ts';

/** Reads and writes the session cookie. Its form depends on whether the proxy uses TLS. */
export class SessionCookie {
  constructor(private readonly isSecure: boolean) {}

  /** Since February 2019 the name ends in `-HTTP` over plain HTTP. Source: Qlik's help, "Editing virtual proxies". */
  name(proxy: VirtualProxy): string {
    return this.isSecure ? proxy.sessionCookieName : `${proxy.sessionCookieName}-HTTP`;
  }

  read(proxy: VirtualProxy, header: string | undefined): string | undefined {
    return header === undefined ? undefined : cookie.parse(header)[this.name(proxy)];
  }

  /** The `Set-Cookie` value for a session. */
  write({ proxy, id }: ProxySession): string {
    return cookie.serialize(this.name(proxy), id, this.#attributes(proxy));
  }

  /** The `Set-Cookie` value that deletes the cookie. */
  clear(proxy: VirtualProxy): string {
    return cookie.serialize(this.name(proxy), '', { ...this.#attributes(proxy), expires: new Date(0) });
  }

  #attributes(proxy: VirtualProxy): Parameters<typeof cookie.serialize>[2] {
    const { sameSite } = proxy;
    return {
      path: `${basePath(proxy)}/`,
      httpOnly: true,
      secure: this.isSecure,
      ...(sameSite === 'unset' ? {} : { sameSite }),
    };
  }
}
