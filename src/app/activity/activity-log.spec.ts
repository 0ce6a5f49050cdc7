import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { QLIK_CALL_MEASURE, QlikAuthService, qlikInterceptor } from 'ngx-qlik';
import { fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { activityInterceptor } from './activity.interceptor';
import { ActivityLog, provideActivityLog, readStored, writeStored } from './activity-log';

describe('ActivityLog', () => {
  let log: ActivityLog;
  let http: HttpClient;
  let backend: HttpTestingController;

  beforeEach(async () => {
    sessionStorage.clear();
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({
          connections: [
            fakeConnection({ id: 'acme' }),
            fakeConnection({ id: 'oauth2', auth: { type: 'oauth2', clientId: 'c' } }),
            fakeConnection({ id: 'cookie', auth: { type: 'cookie', webIntegrationId: 'w' } }),
          ],
        }),
        provideHttpClient(withInterceptors([qlikInterceptor, activityInterceptor])),
        provideHttpClientTesting(),
      ],
    });
    await TestBed.inject(QlikTesting).ready();
    log = TestBed.inject(ActivityLog);
    http = TestBed.inject(HttpClient);
    backend = TestBed.inject(HttpTestingController);
  });

  const requests = () => log.activities().filter(({ kind }) => kind === 'request');

  it('logs a request with its status and the kind of its credential, never the credential', async () => {
    http.get('https://acme.example/api/v1/spaces?access_token=hidden').subscribe();
    await settled();
    backend.expectOne(() => true).flush({});
    expect(requests()).toEqual([
      jasmine.objectContaining({
        connectionId: 'acme',
        outcome: 'done',
        detail: 'Status 200 · Authorization: Bearer [redacted]',
      }),
    ]);
    expect(JSON.stringify(log.activities())).not.toMatch(/hidden|ada-\d/);
  });

  it('logs a request without a response as failed', async () => {
    http.get('https://acme.example/api/v1/spaces').subscribe({ error: () => undefined });
    await settled();
    backend.expectOne(() => true).error(new ProgressEvent('error'));
    expect(requests()).toEqual([jasmine.objectContaining({ outcome: 'failed' })]);
    expect(requests()[0]?.detail).toContain('No answer');
  });

  it('ignores requests to other origins', () => {
    http.get('https://elsewhere.example/').subscribe();
    backend.expectOne(() => true).flush({});
    expect(requests()).toEqual([]);
  });

  it('logs the calls of a sign-in, for the connection that made them', async () => {
    const detail = { connectionId: 'acme', method: 'POST', address: '/api/qlik/acme/ticket', status: 502 };
    performance.measure(QLIK_CALL_MEASURE, { start: performance.now() - 5, end: performance.now(), detail });
    performance.measure(QLIK_CALL_MEASURE, { start: performance.now() });
    while (requests().length === 0) await settled();
    expect(requests()).toEqual([
      jasmine.objectContaining({
        connectionId: 'acme',
        title: 'POST /api/qlik/acme/ticket',
        outcome: 'failed',
        detail: 'Status 502',
      }),
    ]);
  });

  it('logs sign-ins and sign-outs, and clears one connection on demand', async () => {
    await TestBed.inject(QlikAuthService).connectionSession('acme').restore();
    await TestBed.inject(QlikAuthService).signOut('acme');
    expect(log.activities().map(({ title }) => title)).toEqual(['Signed in', 'Signed out']);
    log.clear('acme');
    expect(log.activities()).toEqual([]);
  });

  for (const [type, left] of [
    ['oauth2', 'the token could not be revoked'],
    ['cookie', 'the session could not be ended'],
  ] as const)
    it(`logs a sign-out without an answer of the server as a sign-out: ${type}`, async () => {
      const auth = TestBed.inject(QlikAuthService);
      await auth.connectionSession(type).restore();
      TestBed.inject(QlikTesting).strategy(type).failNext('signOut');
      await auth.signOut(type);
      const steps = log.activities().filter(({ connectionId }) => connectionId === type);
      expect(steps.map(({ title, outcome }) => [title, outcome])).toEqual([
        ['Signed in', 'done'],
        ['Signed out', 'done'],
        [`Signed out here; ${left} at the server`, 'failed'],
      ]);
      expect(log.latestStep(type)?.detail).toBe('The server of this test is down.');
    });

  it('writes that the page was left when it is left, and not before', () => {
    const activity = { kind: 'page', connectionId: 'acme', at: 1, title: 'Left', outcome: 'noted' } as const;
    const titles = () => log.activities().map(({ title }) => title);
    const withdraw = log.addWhenLeft(() => ({ ...activity, title: 'Left for another' }));
    log.addWhenLeft(() => activity);
    withdraw();
    expect(titles()).toEqual([]);
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    expect([titles(), readStored()]).toEqual([['Left'], [activity]]);
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    dispatchEvent(new PageTransitionEvent('pagehide'));
    expect(titles()).toEqual(['Left', 'Came back from the sign-in page']);
    // Whether the sign-in succeeded is the next event.
    expect(log.activities().at(-1)?.outcome).toBe('noted');
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    expect(titles()).toEqual(['Left', 'Came back from the sign-in page']);
  });

  it('has the sign-in that the page restores before a component reads the log', async () => {
    TestBed.resetTestingModule();
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: [fakeConnection({ id: 'acme' })] }),
        provideActivityLog(),
      ],
    });
    await TestBed.inject(QlikTesting).ready();
    await TestBed.inject(QlikAuthService).connectionSession('acme').restore();
    const detail = {
      connectionId: 'acme',
      method: 'POST',
      address: 'https://acme.example/oauth/token',
      status: 200,
    };
    performance.measure(QLIK_CALL_MEASURE, { start: performance.now() - 5, end: performance.now(), detail });
    performance.clearMeasures(QLIK_CALL_MEASURE);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const titles = TestBed.inject(ActivityLog)
      .activities()
      .map(({ title }) => title);
    expect(titles).toContain('Signed in');
    expect(titles).toContain('POST https://acme.example/oauth/token');
  });

  it('returns the latest step of a connection, which is no request', async () => {
    expect(log.latestStep('acme')).toBeUndefined();
    await TestBed.inject(QlikAuthService).connectionSession('acme').restore();
    http.get('https://acme.example/api/v1/spaces').subscribe();
    await settled();
    backend.expectOne(() => true).flush({});
    expect([log.latest('acme')?.kind, log.latestStep('acme')?.title]).toEqual(['request', 'Signed in']);
  });

  it('survives a redirect, and ignores stored entries of another form', () => {
    const activity = { kind: 'page', connectionId: 'acme', at: 1, title: 'Left', outcome: 'noted' } as const;
    writeStored([activity]);
    expect(readStored()).toEqual([activity]);
    sessionStorage.setItem('app:activities', JSON.stringify([activity, { at: 'x' }, null]));
    expect(readStored()).toEqual([activity]);
    sessionStorage.setItem('app:activities', '{not json');
    expect(readStored()).toEqual([]);
  });

  it('brings back what was cleared of one connection, in order with what came since', () => {
    const event = (connectionId: string, at: number) =>
      ({ kind: 'page', connectionId, at, title: 'Left', outcome: 'noted' }) as const;
    const before = log.activities();
    const [first, other, since] = [event('acme', 1), event('cookie', 2), event('acme', 3)];
    log.add(first);
    log.add(other);
    const bringBack = log.clear('acme');
    expect(log.activities().some(({ connectionId }) => connectionId === 'acme')).toBeFalse();
    log.add(since);
    bringBack();
    expect(log.activities()).toEqual([first, other, since, ...before]);
  });
});

describe('ActivityLog, requests of scripts and images', () => {
  async function load(...ids: string[]) {
    sessionStorage.clear();
    performance.clearResourceTimings();
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: ids.map((id) => fakeConnection({ id, host: location.origin })) }),
        provideHttpClient(),
      ],
    });
    await TestBed.inject(QlikTesting).ready();
    const log = TestBed.inject(ActivityLog);
    const seen = new Promise<void>((resolve) => {
      const observer = new PerformanceObserver((list) => {
        if (!list.getEntries().some(({ name }) => name.includes('one-of-'))) return;
        observer.disconnect();
        resolve();
      });
      observer.observe({ type: 'resource' });
    });
    const image = document.createElement('img');
    image.src = `/one-of-${ids.length}.png`;
    document.body.append(image);
    await seen;
    await settled();
    image.remove();
    return log.activities().filter(({ title }) => title.includes('one-of-'));
  }

  it('are listed for the connection with that address', async () => {
    expect(await load('acme')).toEqual([jasmine.objectContaining({ connectionId: 'acme', kind: 'script' })]);
  });

  it('are not listed for the other connections to the same host', async () => {
    expect(await load('acme', 'beta')).toEqual([]);
  });
});
