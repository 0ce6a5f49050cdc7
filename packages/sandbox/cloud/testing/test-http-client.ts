import type { CloudTenant } from '../tenant.ts';
import { call } from './test-tenant.ts';

/** An HTTP client that stores cookies and follows no redirects. */
export class TestHttpClient {
  readonly cookies = new Map<string, string>();

  constructor(readonly tenant: CloudTenant) {}

  get header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: object,
  ): Promise<Awaited<ReturnType<typeof call>>> {
    const answer = await call(this.tenant, path, {
      method,
      headers: {
        ...(this.cookies.size === 0 ? {} : { cookie: this.header }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]?.split(/=(.*)/s) ?? [];
      if (value === '') {
        this.cookies.delete(name);
      } else {
        this.cookies.set(name, value);
      }
    }
    return answer;
  }

  get(path: string, headers?: Readonly<Record<string, string>>): ReturnType<TestHttpClient['send']> {
    return this.send('GET', path, headers);
  }

  /** Exchanges a JWT for a session. */
  logIn(jwt: string, headers: Readonly<Record<string, string>> = {}): ReturnType<TestHttpClient['send']> {
    return this.send('POST', '/login/jwt-session', { authorization: `Bearer ${jwt}`, ...headers });
  }

  async csrfToken(): Promise<string> {
    return (await this.get('/api/v1/csrf-token')).headers.get('qlik-csrf-token') ?? '';
  }
}
