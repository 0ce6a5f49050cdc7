import {
  HttpClient,
  HttpContext,
  HttpErrorResponse,
  HttpResponse,
  provideHttpClient,
  withInterceptors,
} from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { FakeAuthStrategy, fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { QlikAuthService } from '../auth/qlik-auth-service';
import type { QlikError } from '../errors/qlik-error';
import { QLIK_CONNECTION, QLIK_NO_CREDENTIAL, qlikInterceptor } from './qlik-interceptor';

const ADDRESS = 'https://a.example/api/v1/spaces';
const CONNECTIONS = [
  fakeConnection({ id: 'a' }),
  fakeConnection({ id: 'b' }),
  fakeConnection({ id: 'server', platform: 'client-managed', host: 'https://vp.example' }),
  fakeConnection({ id: 'one', host: 'https://shared.example' }),
  fakeConnection({ id: 'two', host: 'https://shared.example' }),
];

async function begin(states: Record<string, 'signed-in' | 'signed-out' | FakeAuthStrategy> = {}) {
  TestBed.configureTestingModule({
    providers: [
      provideQlikTesting({ connections: CONNECTIONS, states }),
      provideHttpClient(withInterceptors([qlikInterceptor])),
      provideHttpClientTesting(),
    ],
  });
  const testing = TestBed.inject(QlikTesting);
  await testing.ready();
  // Loaded with the first request that needs it; here, so that it is there in a moment.
  await import('./unusual-requests');
  return {
    testing,
    auth: TestBed.inject(QlikAuthService),
    http: TestBed.inject(HttpClient),
    server: TestBed.inject(HttpTestingController),
  };
}

type Outcome = { readonly body?: unknown; readonly error?: QlikError | HttpErrorResponse };

function call(http: HttpClient, address = ADDRESS, connection?: string): Outcome {
  const outcome: { body?: unknown; error?: QlikError | HttpErrorResponse } = {};
  const context =
    connection === undefined ? new HttpContext() : new HttpContext().set(QLIK_CONNECTION, connection);
  http.get(address, { context }).subscribe({
    next: (body) => (outcome.body = body),
    error: (error: QlikError | HttpErrorResponse) => (outcome.error = error),
  });
  return outcome;
}

const codeOf = ({ error }: Outcome) => (error && 'code' in error ? error.code : undefined);
const REFUSED = { status: 401, statusText: 'Unauthorized' };

describe('qlikInterceptor', () => {
  afterEach(() => TestBed.inject(HttpTestingController).verify());

  it('adds the credential of the connection, and no other', async () => {
    const { http, server } = await begin();
    const outcome = call(http);
    call(http, 'https://b.example/x');
    await settled();
    const request = server.expectOne(ADDRESS);
    expect(request.request.headers.get('Authorization')).toBe('Bearer ada-1');
    expect(request.request.withCredentials).toBeFalse();
    request.flush({ ok: true });
    server.expectOne('https://b.example/x').flush(null);
    expect(outcome.body).toEqual({ ok: true });
  });

  it('leaves one call without a credential, and without what follows from one', async () => {
    const { http, server, testing } = await begin();
    const failures: unknown[] = [];
    const context = new HttpContext().set(QLIK_NO_CREDENTIAL, true).set(QLIK_CONNECTION, 'a');
    http.get(ADDRESS, { context }).subscribe({ error: (error: unknown) => failures.push(error) });
    const without = server.expectOne(ADDRESS);
    expect(without.request.headers.has('Authorization')).toBeFalse();
    expect(without.request.withCredentials).toBeFalse();
    without.flush(null);
    call(http);
    await settled();
    const other = server.expectOne(ADDRESS);
    expect(other.request.headers.get('Authorization')).toBe('Bearer ada-1');
    other.flush(null);
    expect(testing.strategy('a').countOf('renew')).toBe(0);
    expect(failures).toEqual([]);
  });

  it('leaves the refusal of a call without a credential as it is', async () => {
    const { http, server, testing } = await begin();
    const failures: unknown[] = [];
    const context = new HttpContext().set(QLIK_NO_CREDENTIAL, true);
    http.get(ADDRESS, { context }).subscribe({ error: (error: unknown) => failures.push(error) });
    server.expectOne(ADDRESS).flush(null, REFUSED);
    await settled();
    expect(failures).toEqual([jasmine.any(HttpErrorResponse)]);
    expect(testing.strategy('a').countOf('renew')).toBe(0);
  });

  it('adds query parameters and cookies where that is the credential', async () => {
    const strategy = new FakeAuthStrategy();
    spyOn(strategy, 'credential').and.resolveTo({
      headers: { 'qlik-csrf-token': 'csrf' },
      queryParams: { 'qlik-web-integration-id': 'w+1' },
      cookies: 'include',
      isReusable: true,
    });
    const { http, server } = await begin({ a: strategy });
    call(http, `${ADDRESS}?limit=5`);
    await settled();
    const { request } = server.expectOne(({ url }) => url.startsWith(ADDRESS));
    expect(request.withCredentials).toBeTrue();
    expect(request.headers.get('qlik-csrf-token')).toBe('csrf');
    expect(new URL(request.urlWithParams).searchParams.get('qlik-web-integration-id')).toBe('w+1');
    expect(new URL(request.urlWithParams).searchParams.get('limit')).toBe('5');
  });

  for (const address of [
    'https://a.example.evil.example/api',
    'https://a.example@evil.example/',
    '//evil.example/https://a.example/',
    'http://a.example/',
    'assets/icons.svg',
  ]) {
    it(`adds nothing to ${address}, and asks for no credential`, async () => {
      const { http, server, testing } = await begin();
      call(http, address);
      const { request } = server.expectOne(address);
      expect(request.headers.keys()).toEqual([]);
      expect(testing.strategy('a').calls).toEqual([]);
    });
  }

  it('sends nothing when no user is signed in', async () => {
    const { http } = await begin({ a: 'signed-out' });
    const outcome = call(http);
    await settled();
    expect(codeOf(outcome)).toBe('sign-in-required');
  });

  it('leaves errors other than 401 to the caller', async () => {
    const { http, server, testing } = await begin();
    const outcome = call(http);
    await settled();
    server.expectOne(ADDRESS).flush('no', { status: 403, statusText: 'Forbidden' });
    expect(outcome.error).toBeInstanceOf(HttpErrorResponse);
    expect(testing.strategy('a').countOf('renew')).toBe(0);
  });

  it('renews a stale CSRF token once, and repeats the call', async () => {
    const { http, server, testing } = await begin();
    const outcome = call(http);
    await settled();
    const stale = { code: 'CSRF-TOKEN-2', title: 'Forbidden' };
    server.expectOne(ADDRESS).flush(stale, { status: 403, statusText: 'Forbidden' });
    await settled();
    server.expectOne(ADDRESS).flush({ ok: true });
    expect(outcome.body).toEqual({ ok: true });
    expect(testing.strategy('a').countOf('renew')).toBe(1);
  });

  describe('after a 401', () => {
    it('renews once, and repeats once', async () => {
      const { http, server, testing } = await begin();
      const outcome = call(http);
      await settled();
      server.expectOne(ADDRESS).flush(null, REFUSED);
      await settled();
      const repeated = server.expectOne(ADDRESS);
      expect(repeated.request.headers.get('Authorization')).toBe('Bearer ada-2');
      repeated.flush({ ok: true });
      expect(outcome.body).toEqual({ ok: true });
      expect(testing.strategy('a').countOf('renew')).toBe(1);
    });

    it('renews once for twenty calls', async () => {
      const { http, server, testing } = await begin();
      const outcomes = Array.from({ length: 20 }, () => call(http));
      await settled();
      server.match(ADDRESS).forEach((request) => request.flush(null, REFUSED));
      await settled();
      server.match(ADDRESS).forEach((request) => request.flush({ ok: true }));
      expect(outcomes.every(({ body }) => body !== undefined)).toBeTrue();
      expect(testing.strategy('a').countOf('renew')).toBe(1);
    });

    it('ends the session once when the renewed credential is refused too, however many calls', async () => {
      const { http, server, auth, testing } = await begin();
      const endings: string[] = [];
      auth.events.subscribe(({ type }) => endings.push(type));
      const outcomes = Array.from({ length: 20 }, () => call(http));
      await settled();
      server.match(ADDRESS).forEach((request) => request.flush(null, REFUSED));
      await settled();
      server.match(ADDRESS).forEach((request) => request.flush(null, REFUSED));
      await settled();
      expect(new Set(outcomes.map(codeOf))).toEqual(new Set(['credential-refused']));
      expect(endings.filter((type) => type === 'signed-out').length).toBe(1);
      expect(testing.strategy('a').countOf('renew')).toBe(1);
      expect(auth.state('a')().status).toBe('signed-out');
      expect(auth.state('b')().status).not.toBe('signed-out');
    });

    it('ends the session when a call that waited for the renewal is refused, and renews no more', async () => {
      const { http, server, auth, testing } = await begin();
      const strategy = testing.strategy('a');
      const first = call(http);
      await settled();
      const release = strategy.pause('renew');
      server.expectOne(ADDRESS).flush(null, REFUSED);
      await settled();
      const waiting = Array.from({ length: 5 }, () => call(http));
      await settled();
      server.expectNone(ADDRESS);
      release();
      await settled();
      // The first one is answered last.
      const [repeated, ...others] = server.match(ADDRESS);
      expect(others.length).toBe(5);
      for (const request of [...others, repeated]) request?.flush(null, REFUSED);
      await settled();
      expect(new Set([first, ...waiting].map(codeOf))).toEqual(new Set(['credential-refused']));
      expect([strategy.countOf('renew'), auth.state('a')().status]).toEqual([1, 'signed-out']);
    });

    it('says why when there is nothing to renew with', async () => {
      const { http, server, auth } = await begin({ a: new FakeAuthStrategy({ canRenew: false }) });
      const outcome = call(http);
      await settled();
      server.expectOne(ADDRESS).flush(null, REFUSED);
      await settled();
      expect(codeOf(outcome)).toBe('credential-refused');
      expect(auth.state('a')().status).toBe('signed-out');
    });

    it('keeps the session when the network prevents the renewal', async () => {
      const { http, server, auth, testing } = await begin();
      testing.strategy('a').failNext('renew');
      const outcome = call(http);
      await settled();
      server.expectOne(ADDRESS).flush(null, REFUSED);
      await settled();
      expect(codeOf(outcome)).toBe('http-unreachable');
      expect(auth.state('a')().status).toBe('ready');
    });

    it('passes on what the repeated call fails with', async () => {
      const { http, server } = await begin();
      const outcome = call(http);
      await settled();
      server.expectOne(ADDRESS).flush(null, REFUSED);
      await settled();
      server.expectOne(ADDRESS).flush(null, { status: 503, statusText: 'Unavailable' });
      expect(outcome.error?.status).toBe(503);
    });
  });

  describe('when the user changes while a call is under way', () => {
    async function beginAndSwitch() {
      const parts = await begin();
      const outcome = call(parts.http);
      await settled();
      const request = parts.server.expectOne(ADDRESS);
      parts.testing.strategy('a').user = 'grace';
      await parts.auth.signOut('a');
      await parts.auth.signIn('a');
      return { ...parts, outcome, request };
    }

    it('withholds the last user’s answer from the next', async () => {
      const { outcome, request } = await beginAndSwitch();
      request.flush({ of: 'ada' });
      expect(outcome.body).toBeUndefined();
      expect(codeOf(outcome)).toBe('sign-in-required');
    });

    it('does not repeat a refused call as the next user, nor end that user’s session', async () => {
      const { auth, server, outcome, request } = await beginAndSwitch();
      request.flush(null, REFUSED);
      await settled();
      server.expectNone(ADDRESS);
      expect(codeOf(outcome)).toBe('sign-in-required');
      expect(auth.state('a')().status).toBe('ready');
    });

    it('does not send the repetition as the next user', async () => {
      const { http, server, auth, testing } = await begin();
      const outcome = call(http);
      await settled();
      const release = testing.strategy('a').pause('renew');
      server.expectOne(ADDRESS).flush(null, REFUSED);
      await settled();
      testing.strategy('a').user = 'grace';
      await auth.signOut('a');
      await auth.signIn('a');
      release();
      await settled();
      server.expectNone(ADDRESS);
      expect(codeOf(outcome)).toBe('sign-in-required');
    });
  });

  it('stops when the caller does', async () => {
    const { http, server } = await begin();
    const subscription = http.get(ADDRESS).subscribe();
    await settled();
    const request = server.expectOne(ADDRESS);
    subscription.unsubscribe();
    expect(request.cancelled).toBeTrue();
  });

  describe('when a client-managed server sends a call to its sign-in page', () => {
    const CALL = 'https://vp.example/qrs/app/full';
    const SIGN_IN_PAGE = { url: 'https://vp.example/internal_forms_authentication/?targetId=1' };

    async function beginAndExpire(method = 'GET') {
      const parts = await begin();
      const strategy = parts.testing.strategy('server');
      const outcome: { body?: unknown; error?: QlikError | HttpErrorResponse } = {};
      parts.http.request(method, CALL, { responseType: 'text' }).subscribe({
        next: (body) => (outcome.body = body),
        error: (error: QlikError | HttpErrorResponse) => (outcome.error = error),
      });
      await settled();
      const request = parts.server.expectOne(CALL);
      strategy.isSessionValid = false;
      /** What a browser shows of a sign-in page: the page of the server itself, and of another host nothing. */
      const answers = {
        page: (to = request) => to.event(new HttpResponse({ status: 200, body: '<form>', ...SIGN_IN_PAGE })),
        nothing: (to = request) => to.error(new ProgressEvent('error')),
      };
      return { ...parts, strategy, outcome, request, answers };
    }

    for (const what of ['page', 'nothing'] as const) {
      for (const method of ['GET', 'POST']) {
        it(`renews once and repeats a ${method} once, when there comes back: ${what}`, async () => {
          const { answers, strategy, server, outcome } = await beginAndExpire(method);
          answers[what]();
          await settled();
          const again = server.expectOne(CALL);
          expect(again.request.headers.get('Authorization')).toBe('Bearer ada-2');
          again.flush('done');
          await settled();
          expect(outcome).toEqual({ body: 'done' });
          expect([strategy.countOf('isValid'), strategy.countOf('renew')]).toEqual([1, 1]);
        });
      }

      it(`signs out with a reason when it cannot be renewed: ${what}`, async () => {
        const { answers, strategy, auth, outcome } = await beginAndExpire();
        strategy.canRenew = false;
        answers[what]();
        await settled();
        expect(codeOf(outcome)).toBe('credential-refused');
        expect(auth.state('server')()).toEqual({
          status: 'signed-out',
          reason: jasmine.objectContaining({
            code: 'credential-refused',
            remedy: 'Sign in where the credential is added, then here.',
          }),
        });
      });

      it(`ends when the repeated call goes the same way: ${what}`, async () => {
        const { answers, strategy, server, auth, outcome } = await beginAndExpire();
        answers[what]();
        await settled();
        const again = server.expectOne(CALL);
        strategy.isSessionValid = false;
        answers[what](again);
        await settled();
        expect(codeOf(outcome)).toBe('credential-refused');
        expect(auth.state('server')().status).toBe('signed-out');
        expect(strategy.countOf('renew')).toBe(1);
      });
    }

    it('asks and renews once for twenty calls in flight', async () => {
      const { answers, http, server, strategy } = await beginAndExpire();
      const bodies: unknown[] = [];
      for (let call = 0; call < 19; call++) http.get(CALL).subscribe((body) => bodies.push(body));
      await settled();
      const others = server.match(CALL);
      expect(others.length).toBe(19);
      answers.nothing();
      for (const other of others.slice(1)) answers.nothing(other);
      await settled();
      // The last one comes when the session is there again already.
      for (const late of others.slice(0, 1)) answers.nothing(late);
      await settled();
      const repeated = server.match(CALL);
      for (const each of repeated) each.flush('[]');
      await settled();
      expect([repeated.length, bodies.length]).toEqual([20, 19]);
      expect([strategy.countOf('isValid'), strategy.countOf('renew')]).toEqual([1, 1]);
    });

    it('does not repeat a writing call that may have taken effect', async () => {
      const { answers, outcome, auth, server } = await beginAndExpire('POST');
      await auth.connectionSession('server').renewAfterRefusal();
      answers.nothing();
      await settled();
      server.expectNone(CALL);
      expect(outcome.error).toBeInstanceOf(HttpErrorResponse);
      expect(auth.state('server')().status).toBe('ready');
    });

    it('lets an answer from elsewhere pass while the session is there', async () => {
      const { answers, strategy, outcome } = await beginAndExpire();
      strategy.isSessionValid = true;
      answers.page();
      await settled();
      expect(outcome).toEqual({ body: '<form>' });
      expect(strategy.countOf('renew')).toBe(0);
    });

    it('lets a failure pass while the session is valid, and while the server cannot be reached', async () => {
      for (const prepare of [
        (strategy: FakeAuthStrategy) => (strategy.isSessionValid = true),
        (strategy: FakeAuthStrategy) => strategy.failNext('isValid'),
      ]) {
        TestBed.resetTestingModule();
        const { answers, strategy, outcome, auth } = await beginAndExpire();
        prepare(strategy);
        answers.nothing();
        await settled();
        expect((outcome.error as HttpErrorResponse).status).toBe(0);
        expect([strategy.countOf('renew'), auth.state('server')().status]).toEqual([0, 'ready']);
      }
    });

    it('asks nothing for answers of the address itself, nor at a cloud tenant', async () => {
      const { request, strategy, http, server, testing } = await beginAndExpire();
      request.flush('no', { status: 404, statusText: 'x' });
      call(http);
      await settled();
      server.expectOne(ADDRESS).error(new ProgressEvent('error'));
      await settled();
      expect(strategy.countOf('isValid') + testing.strategy('a').countOf('isValid')).toBe(0);
    });

    describe('where the browser waits for a Windows sign-in', () => {
      beforeEach(() => jasmine.clock().install());
      afterEach(() => jasmine.clock().uninstall());

      it('does not wait with it: gives the call up, renews and repeats it', async () => {
        const { request, strategy, server, outcome } = await beginAndExpire();
        jasmine.clock().tick(4_999);
        await settled();
        expect(strategy.countOf('isValid')).toBe(0);
        jasmine.clock().tick(1);
        await settled();
        expect(request.cancelled).toBeTrue();
        server.expectOne(CALL).flush('done');
        await settled();
        expect(outcome).toEqual({ body: 'done' });
        expect(strategy.countOf('renew')).toBe(1);
      });

      it('goes on waiting while the session is there', async () => {
        const { request, strategy, outcome } = await beginAndExpire();
        strategy.isSessionValid = true;
        jasmine.clock().tick(60_000);
        await settled();
        request.flush('late');
        await settled();
        expect(outcome).toEqual({ body: 'late' });
        expect(strategy.countOf('isValid')).toBe(1);
      });

      it('gives up no writing call, and none at a cloud tenant', async () => {
        const { request, strategy, outcome, http, server, testing } = await beginAndExpire('POST');
        const other = call(http);
        await settled();
        jasmine.clock().tick(60_000);
        await settled();
        request.flush('written');
        server.expectOne(ADDRESS).flush('read');
        await settled();
        expect([outcome.body, other.body]).toEqual(['written', 'read']);
        expect(strategy.countOf('isValid') + testing.strategy('a').countOf('isValid')).toBe(0);
      });
    });

    it('does not ask for a user who has gone', async () => {
      const { answers, strategy, auth, outcome } = await beginAndExpire();
      await auth.signOut('server');
      answers.nothing();
      await settled();
      expect(codeOf(outcome)).toBe('sign-in-required');
      expect(strategy.countOf('isValid')).toBe(0);
    });
  });

  describe('with connections that share an address', () => {
    it('refuses to guess', async () => {
      const { http } = await begin();
      const outcome = call(http, 'https://shared.example/x');
      await settled();
      expect(codeOf(outcome)).toBe('connection-ambiguous');
    });

    it('uses the one that the request names', async () => {
      const { http, server, testing } = await begin();
      testing.strategy('two').user = 'grace';
      call(http, 'https://shared.example/x', 'two');
      await settled();
      const { request } = server.expectOne('https://shared.example/x');
      expect(request.headers.get('Authorization')).toBe('Bearer grace-1');
    });

    it('never sends credentials where the named connection does not lead', async () => {
      const { http } = await begin();
      const outcomes = [call(http, ADDRESS, 'b'), call(http, 'https://evil.example/', 'a')];
      await settled();
      expect(outcomes.map(codeOf)).toEqual(['connection-mismatch', 'connection-mismatch']);
    });
  });
});
