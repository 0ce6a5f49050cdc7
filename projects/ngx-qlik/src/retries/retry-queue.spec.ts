import {
  HttpClient,
  type HttpErrorResponse,
  type HttpInterceptorFn,
  provideHttpClient,
  withInterceptors,
} from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { NgZone } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { QlikAuthService } from '../auth/qlik-auth-service';
import { until } from '../auth/testing/until';
import { QlikError } from '../errors/qlik-error';
import { qlikInterceptor } from '../http/qlik-interceptor';
import { withRetries } from './retry-settings';

const hasZone = 'Zone' in globalThis;
const ADDRESS = 'https://a.example/api/v1/spaces';
const BUSY = { status: 429, statusText: 'Too Many Requests', headers: { 'Retry-After': '12' } };
const DOWN = { status: 503, statusText: 'Service Unavailable' };

/** Of each call that is sent: whether that happens in the Angular zone. */
const sentInside: boolean[] = [];
const recordZone: HttpInterceptorFn = (request, next) => {
  sentInside.push(NgZone.isInAngularZone());
  return next(request);
};

async function begin(settings: Parameters<typeof withRetries>[0] = {}) {
  TestBed.configureTestingModule({
    providers: [
      provideQlikTesting({ connections: [fakeConnection({ id: 'a' }), fakeConnection({ id: 'b' })] }),
      withRetries(settings).providers,
      provideHttpClient(withInterceptors([qlikInterceptor, recordZone])),
      provideHttpClientTesting(),
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  const auth = TestBed.inject(QlikAuthService);
  const { wait } = auth.connectionSession('a');
  await settled();
  return {
    auth,
    wait,
    strategy: TestBed.inject(QlikTesting).strategy('a'),
    http: TestBed.inject(HttpClient),
    server: TestBed.inject(HttpTestingController),
  };
}

type Parts = Awaited<ReturnType<typeof begin>>;

function send({ http }: Parts, method = 'GET') {
  const outcome: { body?: unknown; error?: unknown } = {};
  const subscription = http.request(method, ADDRESS, { body: method === 'GET' ? undefined : {} }).subscribe({
    next: (body) => (outcome.body = body),
    error: (error: unknown) => (outcome.error = error),
  });
  return { outcome, subscription };
}

async function failFirst({ server, wait }: Parts, failure = BUSY): Promise<void> {
  await settled();
  server.expectOne(ADDRESS).flush('no', failure);
  await until(() => wait() !== undefined);
}

describe('RetryTurns', () => {
  afterEach(() => TestBed.inject(HttpTestingController).verify());

  for (const method of ['GET', 'POST']) {
    it(`repeats a ${method} that the server asks to make later, and says until when`, async () => {
      const parts = await begin();
      const { outcome } = send(parts, method);
      const begun = Date.now();
      await failFirst(parts);
      expect(parts.wait()).toEqual(jasmine.objectContaining({ reason: 'rate-limited', calls: 1 }));
      const end = parts.wait()?.until ?? 0;
      expect(end).toBeGreaterThanOrEqual(begun + 12_000);
      expect(end).toBeLessThanOrEqual(Date.now() + 13_000);
      expect(parts.auth.connectionSession('b').wait()).toBeUndefined();
      parts.wait()?.retryNow();
      await until(() => parts.wait() === undefined);
      await settled();
      parts.server.expectOne(ADDRESS).flush('yes');
      expect(outcome).toEqual({ body: 'yes' });
    });
  }

  it('waits outside the Angular zone, and goes on inside it', async () => {
    const parts = await begin();
    const zone = TestBed.inject(NgZone);
    sentInside.length = 0;
    zone.run(() => send(parts));
    await settled();
    // As a browser does: what comes back comes where the call was made.
    zone.run(() => parts.server.expectOne(ADDRESS).flush('no', { ...BUSY, headers: { 'Retry-After': '1' } }));
    await until(() => parts.wait() !== undefined);
    expect(zone.hasPendingMacrotasks).toBeFalse();
    await until(() => sentInside.length === 2);
    parts.server.expectOne(ADDRESS).flush('yes');
    expect(sentInside).toEqual([hasZone, hasZone]);
  });

  it('ends with the application', async () => {
    const parts = await begin();
    const { outcome } = send(parts);
    await failFirst(parts);
    parts.server.verify();
    TestBed.resetTestingModule();
    expect((outcome.error as QlikError).code).toBe('sign-in-required');
    await begin();
  });

  it('goes on by itself when the time has come', async () => {
    const parts = await begin({ firstPause: 1 });
    const { outcome } = send(parts);
    await settled();
    parts.server.expectOne(ADDRESS).flush('no', DOWN);
    let found: readonly { flush(body: string): void }[] = [];
    await until(() => (found = parts.server.match(ADDRESS)).length === 1);
    found[0]?.flush('yes');
    expect(outcome).toEqual({ body: 'yes' });
  });

  it('uses the credential of that moment, not that of the first attempt', async () => {
    const parts = await begin();
    send(parts);
    await failFirst(parts);
    const connectionSession = parts.auth.connectionSession('a');
    await connectionSession.renewAfterRefusal(await connectionSession.credential('rest'));
    parts.wait()?.retryNow();
    await settled();
    const again = parts.server.expectOne(ADDRESS);
    expect(again.request.headers.get('Authorization')).toBe('Bearer ada-2');
    again.flush('yes');
  });

  it('fails with what the last attempt failed with, after as many as it may make', async () => {
    const parts = await begin({ attempts: 2 });
    const { outcome } = send(parts);
    await failFirst(parts);
    parts.wait()?.retryNow();
    await settled();
    parts.server.expectOne(ADDRESS).flush('no', DOWN);
    await settled();
    expect((outcome.error as HttpErrorResponse).status).toBe(503);
    expect(parts.wait()).toBeUndefined();
  });

  it('does not repeat a POST that may have taken effect', async () => {
    const parts = await begin();
    const { outcome } = send(parts, 'POST');
    await settled();
    parts.server.expectOne(ADDRESS).error(new ProgressEvent('error'));
    await until(() => outcome.error !== undefined);
    expect((outcome.error as HttpErrorResponse).status).toBe(0);
  });

  it('repeats nothing, and loads nothing for it, where only one attempt is allowed', async () => {
    const parts = await begin({ attempts: 1 });
    const { outcome } = send(parts);
    await settled();
    parts.server.expectOne(ADDRESS).flush('no', BUSY);
    expect((outcome.error as HttpErrorResponse).status).toBe(429);
  });

  it('sends nothing more for a caller who has gone', async () => {
    const parts = await begin();
    const { subscription } = send(parts);
    await failFirst(parts);
    subscription.unsubscribe();
    expect(parts.wait()).toBeUndefined();
    parts.wait()?.retryNow();
    await settled();
  });

  for (const [what, leave] of [
    ['sign-out', ({ auth }: Parts) => auth.signOut('a')],
    ['user switch', ({ auth }: Parts) => auth.signIn('a')],
  ] as const) {
    it(`fails at once with a ${what}, and sends nothing as the next user`, async () => {
      const parts = await begin();
      const { outcome } = send(parts);
      await failFirst(parts);
      await leave(parts);
      TestBed.flushEffects();
      await settled();
      expect((outcome.error as QlikError).code).toBe('sign-in-required');
      expect(parts.wait()).toBeUndefined();
    });
  }

  it('waits for the network, and goes on when it is back', async () => {
    const parts = await begin();
    const online = spyOnProperty(navigator, 'onLine', 'get').and.returnValue(false);
    const { outcome } = send(parts);
    await settled();
    parts.server.expectOne(ADDRESS).error(new ProgressEvent('error'));
    await until(() => parts.wait()?.reason === 'offline');
    online.and.returnValue(true);
    dispatchEvent(new Event('online'));
    await settled();
    parts.server.expectOne(ADDRESS).flush('yes');
    expect(outcome).toEqual({ body: 'yes' });
  });

  it('counts the calls that wait, and names the last moment', async () => {
    const parts = await begin();
    send(parts);
    await failFirst(parts);
    send(parts);
    await settled();
    const begun = Date.now();
    parts.server.expectOne(ADDRESS).flush('no', { ...BUSY, headers: { 'Retry-After': '40' } });
    await until(() => parts.wait()?.calls === 2);
    expect(parts.wait()?.until).toBeGreaterThanOrEqual(begun + 40_000);
    parts.wait()?.retryNow();
    await settled();
    parts.server.match(ADDRESS).forEach((request) => request.flush('yes'));
  });

  it('repeats for sign-ins too', async () => {
    const parts = await begin();
    const busy = new QlikError('http-rate-limited', 'Too many.', {
      remedy: 'Wait.',
      isRetryable: true,
      status: 429,
      retryAfterSeconds: 12,
    });
    parts.strategy.failNext('credential', busy);
    const connectionSession = parts.auth.connectionSession('a');
    const credential = connectionSession.credential('websocket');
    await until(() => parts.wait() !== undefined);
    parts.wait()?.retryNow();
    await expectAsync(credential).toBeResolved();
  });

  it('repeats for sign-ins what got no answer, and nothing that failed for good', async () => {
    const parts = await begin({ firstPause: 1 });
    parts.strategy.failNext('credential');
    await parts.auth.connectionSession('a').credential('websocket');
    expect(parts.strategy.countOf('credential websocket')).toBe(2);
    parts.strategy.failNext('credential', new Error('bad'));
    await expectAsync(parts.auth.connectionSession('a').credential('websocket')).toBeRejected();
    expect(parts.strategy.countOf('credential websocket')).toBe(3);
  });

  it('repeats calls that go round HttpClient', async () => {
    const { auth, wait } = await begin();
    const connectionSession = auth.connectionSession('a');
    const answers = [{ status: 429, headers: new Headers({ 'Retry-After': '1' }) }, new Error('bad'), 'yes'];
    const work = () => {
      const answer = answers.shift();
      return typeof answer === 'string' ? Promise.resolve(answer) : Promise.reject(answer);
    };
    const running = connectionSession.withRetry(work, { isRepeatable: false });
    await until(() => wait() !== undefined);
    wait()?.retryNow();
    await expectAsync(running).toBeRejectedWithError('bad');
    expect(await connectionSession.withRetry(work)).toBe('yes');
  });

  it('counts no call that goes round HttpClient and was canceled, and makes it no more', async () => {
    const { auth, wait } = await begin();
    const canceling = new AbortController();
    const busy = { status: 429, headers: new Headers({ 'Retry-After': '12' }) };
    const work = jasmine.createSpy('work').and.rejectWith(busy);
    const options = { isRepeatable: true, signal: canceling.signal };
    const running = auth.connectionSession('a').withRetry(work, options);
    const failing = expectAsync(running).toBeRejectedWith(busy);
    await until(() => wait() !== undefined);
    canceling.abort();
    await failing;
    expect(wait()).toBeUndefined();
    await expectAsync(auth.connectionSession('a').withRetry(work, options)).toBeRejectedWith(busy);
    expect(wait()).toBeUndefined();
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('hands on what a call rejects with, whatever it is', async () => {
    const { auth } = await begin();
    const running = auth.connectionSession('a').withRetry(() => Promise.reject('bad'));
    await expectAsync(running).toBeRejectedWith('bad');
  });
});
