import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { provideExperimentalZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import {
  ConnectionRegistry,
  provideQlik,
  provideStrategy,
  QlikAuthService,
  type QlikAuthStrategy,
  type QlikAuthStrategyFactory,
  type QlikConnectionInput,
  qlikInterceptor,
  withConnections,
} from 'ngx-qlik';
import { settled } from 'ngx-qlik/testing';
import { firstValueFrom } from 'rxjs';

declare module 'ngx-qlik' {
  interface QlikAuthTypes {
    'session-header': { readonly type: 'session-header'; readonly header: string };
    bare: { readonly type: 'bare' };
  }
}

/** A strategy as an application writes one, with the public interface only. */
class SessionHeaderStrategy implements QlikAuthStrategy {
  private sessionToken: string | undefined;

  constructor(private readonly header: string) {}

  restore() {
    return Promise.resolve('signed-out' as const);
  }
  signIn() {
    this.sessionToken = 'session-1';
    return Promise.resolve();
  }
  credential() {
    const headers = { [this.header]: this.sessionToken ?? '' };
    return Promise.resolve({ headers, queryParams: {}, cookies: 'omit', isReusable: true } as const);
  }
  renew() {
    this.sessionToken = 'session-2';
    return Promise.resolve(true);
  }
  signOut() {
    this.sessionToken = undefined;
    return Promise.resolve();
  }
}

const SESSION_HEADER: QlikAuthStrategyFactory<'session-header'> = {
  type: 'session-header',
  fields: { header: (value) => (typeof value === 'string' ? undefined : 'the name of a header') },
  create: ({ auth }) => new SessionHeaderStrategy(auth.header),
};

const acme = (auth: QlikConnectionInput['auth']): QlikConnectionInput => ({
  id: 'acme',
  label: 'Acme',
  platform: 'cloud',
  host: 'https://acme.example',
  auth,
});

async function begin(auth: QlikConnectionInput['auth']) {
  const bare: QlikAuthStrategyFactory<'bare'> = {
    type: 'bare',
    create: () => new SessionHeaderStrategy('x'),
  };
  TestBed.configureTestingModule({
    providers: [
      provideExperimentalZonelessChangeDetection(),
      provideQlik(withConnections([acme(auth)]), provideStrategy(SESSION_HEADER), provideStrategy(bare)),
      provideHttpClient(withInterceptors([qlikInterceptor])),
      provideHttpClientTesting(),
    ],
  });
  const registry = TestBed.inject(ConnectionRegistry);
  await registry.settled();
  return { configuration: registry.configuration(), server: TestBed.inject(HttpTestingController) };
}

describe('an auth type of the application', () => {
  it('is written like those of the library, with fields of its own', () => {
    expect(acme({ type: 'session-header', header: 'X-Session' }).auth.type).toBe('session-header');
    // @ts-expect-error its field is missing
    expect(acme({ type: 'session-header' }).auth.type).toBe('session-header');
    // @ts-expect-error that is a field of another type
    expect(acme({ type: 'session-header', header: 'a', clientId: 'b' }).auth.type).toBe('session-header');
    // @ts-expect-error types of the library do not have it
    expect(acme({ type: 'none', header: 'a' }).auth.type).toBe('none');
  });

  it('signs in, and its credential goes with calls; after a refusal the renewed one', async () => {
    const { server } = await begin({ type: 'session-header', header: 'X-Session' });
    const auth = TestBed.inject(QlikAuthService);
    await auth.signIn('acme');
    expect(auth.state('acme')().status).toBe('ready');

    const called = firstValueFrom(TestBed.inject(HttpClient).get('https://acme.example/api/v1/spaces'));
    await settled();
    const first = server.expectOne('https://acme.example/api/v1/spaces');
    expect(first.request.headers.get('X-Session')).toBe('session-1');
    first.flush('', { status: 401, statusText: 'Unauthorized' });
    await settled();
    const second = server.expectOne('https://acme.example/api/v1/spaces');
    expect(second.request.headers.get('X-Session')).toBe('session-2');
    second.flush({ data: [] });
    expect(await called).toEqual({ data: [] });
    server.verify();
  });

  it('is checked by the rules that it brings', async () => {
    const { configuration } = await begin({ type: 'session-header', header: 17 as unknown as string });
    expect(configuration.status).toBe('failed');
    const message = configuration.status === 'failed' ? configuration.error.message : '';
    expect(message).toContain('"auth.header": is 17; expected the name of a header');
  });

  it('has no fields where it brings no rules', async () => {
    expect((await begin({ type: 'bare' })).configuration.status).toBe('loaded');
  });
});
