import { createEnvironmentInjector, EnvironmentInjector, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { Reload } from '@qlik/api/reloads';
import { ConnectionRegistry, QlikAuthService } from 'ngx-qlik';
import { qlikErrorOf, settled } from 'ngx-qlik/testing';
import { API, useTenant } from '../test-calls.spec';
import type { ConnectionChoice } from '../api-calls';
import { injectAppReloads } from './inject-app-reloads';

const record = (change: Partial<Reload> = {}): Reload => ({
  id: 'r1',
  appId: 'app',
  status: 'QUEUED',
  creationTime: new Date().toISOString(),
  tenantId: 't',
  type: 'external',
  userId: 'u',
  ...change,
});

describe('injectAppReloads', () => {
  beforeEach(() => {
    jasmine.clock().install().mockDate(new Date('2026-11-30T10:00:00Z'));
  });
  afterEach(() => jasmine.clock().uninstall());

  async function begin(connectionId: ConnectionChoice = 'tenant') {
    const parts = await useTenant();
    const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    const reloads = injectAppReloads(connectionId, { injector });
    /** Passes some time, and returns the requests since. */
    const after = async (milliseconds: number) => {
      jasmine.clock().tick(milliseconds);
      return parts.sent();
    };
    return { ...parts, injector, reloads, after };
  }

  /** A reload that Qlik has accepted, of an app whose last one took 10 s. */
  async function beginAccepted(connectionId?: ConnectionChoice) {
    const parts = await begin(connectionId);
    const reload = parts.reloads.start('app', { partial: true });
    (await parts.onlySent()).flush(record(), { status: 201, statusText: 'x' });
    (await parts.onlySent()).flush({
      data: [{ startTime: '2026-11-29T10:00:00Z', endTime: '2026-11-29T10:00:10Z' }],
      links: {},
    });
    await settled();
    return { ...parts, reload };
  }

  it('starts a reload, and follows it to its end', async () => {
    const { reloads, onlySent, after } = await begin();
    const reload = reloads.start('app', { variables: { year: '2026' } });
    expect([reload.state().status, reload.progress(), reload.isRunning()]).toEqual([
      'starting',
      undefined,
      true,
    ]);
    const { request, flush } = await onlySent().then((sent) => ({
      request: sent.request,
      flush: (body: object) => sent.flush(body),
    }));
    expect([request.method, request.url]).toEqual(['POST', `${API}/reloads`]);
    expect(request.body).toEqual({ appId: 'app', variables: { year: '2026' } });
    flush(record());
    const [last] = await after(0);
    expect(last?.request.urlWithParams).toContain('/reloads?appId=app&filter=status%20eq%20%22SUCCEEDED%22');
    last?.flush({
      data: [{ startTime: '2026-11-29T10:00:00Z', endTime: '2026-11-29T10:00:10Z' }],
      links: {},
    });
    expect([reload.state().status, reload.progress()]).toEqual(['queued', undefined]);

    const [first] = await after(1_000);
    expect(first?.request.url).toBe(`${API}/reloads/r1`);
    first?.flush(record({ status: 'RELOADING', startTime: '2026-11-30T10:00:00.500Z' }));
    await settled();
    expect([reload.state().status, reload.progress()]).toEqual(['reloading', 0.05]);
    expect(await after(1_000)).toEqual([]);
    const [second] = await after(500);
    second?.flush(record({ status: 'RELOADING', startTime: '2026-11-30T10:00:00.500Z' }));
    await settled();
    expect(reload.progress()).toBe(0.2);
    expect(reloads.running()).toEqual([reload]);

    const [third] = await after(20_000);
    const done = record({ status: 'SUCCEEDED', log: 'Started\nFinished' });
    third?.flush(done);
    expect(await reload.ended).toEqual(done);
    await settled();
    expect([reload.state(), reload.progress(), reload.isRunning(), reloads.running()]).toEqual([
      { status: 'succeeded', reload: done },
      1,
      false,
      [],
    ]);
    expect(await after(60_000)).toEqual([]);
  });

  it('fails with the last line of the log that says why', async () => {
    const { reload, after } = await beginAccepted();
    const [next] = await after(1_000);
    const log = '10:00 LOAD * FROM a.csv\n10:01 Error: Field "Year" not found\n10:01 Execution failed.\n';
    next?.flush(record({ status: 'FAILED', errorCode: 'EngineReloadError', log }));
    const error = await qlikErrorOf(reload.ended);
    expect([error.code, error.message, String(error.connectionId)]).toEqual([
      'reload-failed',
      'The reload failed: Field "Year" not found',
      'tenant',
    ]);
    const state = reload.state();
    expect(state.status === 'failed' && [state.error, state.reload?.log]).toEqual([error, log]);
  });

  for (const [what, change, message] of [
    ['a message', { status: 'FAILED', errorMessage: 'No app' }, 'The reload failed: No app'],
    ['nothing', { status: 'FAILED' }, 'The reload failed.'],
    ['a limit', { status: 'EXCEEDED_LIMIT' }, 'Tenant ended the reload at a limit of the tenant.'],
  ] as const) {
    it(`fails with ${what}, where there is no log`, async () => {
      const { reload, after } = await beginAccepted();
      (await after(1_000))[0]?.flush(record(change));
      expect((await qlikErrorOf(reload.ended)).message).toBe(message);
    });
  }

  it('is canceled at Qlik, which is asked at once for its end', async () => {
    const { reload, onlySent } = await beginAccepted();
    const canceling = reload.cancel();
    const sent = await onlySent();
    expect([sent.request.method, sent.request.url]).toEqual(['POST', `${API}/reloads/r1/actions/cancel`]);
    sent.flush(null, { status: 204, statusText: 'x' });
    await canceling;
    (await onlySent()).flush(record({ status: 'CANCELED' }));
    expect((await qlikErrorOf(reload.ended)).code).toBe('reload-canceled');
    expect(reload.state().status).toBe('canceled');
    await reload.cancel();
  });

  it('says why it is not canceled; one that has ended meanwhile ends by itself', async () => {
    const { reload, onlySent } = await beginAccepted();
    const refused = qlikErrorOf(reload.cancel());
    (await onlySent()).flush(null, { status: 403, statusText: 'x' });
    expect((await refused).code).toBe('http-forbidden');
    const late = reload.cancel();
    (await onlySent()).flush(null, { status: 409, statusText: 'x' });
    await late;
    (await onlySent()).flush(record({ status: 'SUCCEEDED' }));
    expect((await reload.ended).status).toBe('SUCCEEDED');
  });

  it('goes on after an outage of Qlik', async () => {
    const { reload, after } = await beginAccepted();
    (await after(1_000))[0]?.flush(null, { status: 503, statusText: 'x' });
    await settled();
    expect(reload.isRunning()).toBeTrue();
    (await after(2_000))[0]?.flush(record({ status: 'SUCCEEDED' }));
    expect((await reload.ended).status).toBe('SUCCEEDED');
  });

  it('ends where Qlik refuses it', async () => {
    const { reloads, onlySent } = await begin();
    const reload = reloads.start('app');
    const failing = qlikErrorOf(reload.ended);
    (await onlySent()).flush(null, { status: 403, statusText: 'x' });
    expect((await failing).code).toBe('http-forbidden');
    expect(reload.state().status).toBe('failed');
    expect((await qlikErrorOf(reload.cancel())).code).toBe('http-forbidden');
  });

  it('follows one that was started elsewhere, without its last duration where that is not known', async () => {
    const { reloads, onlySent, after } = await begin();
    const reload = reloads.follow('r1');
    (await onlySent()).flush(record({ status: 'RELOADING', startTime: '2026-11-30T09:59:00Z' }));
    (await onlySent()).flush(null, { status: 403, statusText: 'x' });
    await settled();
    expect([reload.state().status, reload.progress()]).toEqual(['reloading', undefined]);
    (await after(1_000))[0]?.flush(record({ status: 'SUCCEEDED' }));
    await reload.ended;
  });

  it('is followed as long as the part of the page is there', async () => {
    const { reload, injector, after, reloads } = await beginAccepted();
    injector.destroy();
    expect((await qlikErrorOf(reload.ended)).code).toBe('call-canceled');
    expect(await after(60_000)).toEqual([]);
    expect(reloads.running()).toEqual([]);
  });

  it('stays with the connection in which it was begun', async () => {
    const connectionId = signal('tenant');
    const { reload, after, onlySent } = await beginAccepted(connectionId);
    connectionId.set('other');
    const [next] = await after(1_000);
    expect(next?.request.url).toBe(`${API}/reloads/r1`);
    next?.flush(record());
    const canceling = reload.cancel();
    const sent = await onlySent();
    expect(sent.request.url).toBe(`${API}/reloads/r1/actions/cancel`);
    sent.flush(null);
    await canceling;
  });

  it('ends with its user: the next one asks for nothing, and cancels nothing', async () => {
    const { reload, after, sent } = await beginAccepted();
    const auth = TestBed.inject(QlikAuthService);
    await auth.signOut('tenant');
    await auth.signIn('tenant');
    expect((await qlikErrorOf(reload.cancel())).code).toBe('sign-in-required');
    expect(await after(1_000)).toEqual([]);
    expect((await qlikErrorOf(reload.ended)).code).toBe('sign-in-required');
    expect(await sent()).toEqual([]);
  });

  it('is not begun when the part of the page is gone', async () => {
    const { reloads, injector, sent } = await begin();
    injector.destroy();
    expect((await qlikErrorOf(reloads.start('app').ended)).code).toBe('call-canceled');
    expect([await sent(), reloads.running()]).toEqual([[], []]);
  });

  it('ends with its connection', async () => {
    const { reload, after } = await beginAccepted();
    await TestBed.inject(ConnectionRegistry).remove('tenant');
    expect(await after(1_000)).toEqual([]);
    expect((await qlikErrorOf(reload.ended)).code).toBe('connection-unknown');
  });

  for (const answer of [null, 'text', [], {}, { id: 'r1' }, { id: 1, status: 'QUEUED' }]) {
    it(`fails for ${JSON.stringify(answer)}, which is no record of a reload`, async () => {
      const { reloads, onlySent } = await begin();
      const failing = qlikErrorOf(reloads.start('app').ended);
      (await onlySent()).flush(answer);
      expect((await failing).code).toBe('http-unexpected-answer');
    });
  }

  it('is not there for a client-managed server', async () => {
    const { reloads, sent } = await begin('server');
    expect((await qlikErrorOf(reloads.start('app').ended)).code).toBe('call-unsupported');
    expect(await sent()).toEqual([]);
  });
});
