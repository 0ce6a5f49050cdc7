import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { ApplicationRef, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { QlikAuthService, QlikError, qlikInterceptor } from 'ngx-qlik';
import { FakeAuthStrategy, fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { injectConnectionSearch } from './connection-search';

const CONNECTIONS = [
  fakeConnection({ id: 'quick' }),
  fakeConnection({ id: 'slow' }),
  fakeConnection({ id: 'away' }),
  fakeConnection({ id: 'server', platform: 'client-managed', host: 'https://server.example/vp' }),
  fakeConnection({ id: 'signed-out' }),
  fakeConnection({ id: 'embeds', auth: { type: 'noauth' } }),
];

const tenantApps = (...names: string[]) => ({
  data: names.map((name) => ({ id: `item ${name}`, resourceId: name, name, resourceType: 'app' })),
});

describe('a search for an app in all connections', () => {
  const text = signal<string | undefined>(undefined);

  /** @param strategies of connections whose sign-in is not restored before the search */
  async function begin(strategies: Readonly<Record<string, FakeAuthStrategy>> = {}) {
    text.set(undefined);
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({
          connections: CONNECTIONS,
          states: { 'signed-out': 'signed-out', ...strategies },
        }),
        provideHttpClient(withInterceptors([qlikInterceptor])),
        provideHttpClientTesting(),
      ],
    });
    await TestBed.inject(QlikTesting).ready();
    const auth = TestBed.inject(QlikAuthService);
    const restored = CONNECTIONS.filter(({ id }) => strategies[id] === undefined);
    await Promise.all(restored.map(({ id }) => auth.connectionSession(id).restore()));
    const search = TestBed.runInInjectionContext(() => injectConnectionSearch(text));
    const server = TestBed.inject(HttpTestingController);
    const settle = async () => {
      TestBed.inject(ApplicationRef).tick();
      await settled();
    };
    const call = (host: string) => {
      const [found] = server.match(({ url }) => url.startsWith(`https://${host}.example/`));
      if (!found) throw new Error(`${host} was not asked.`);
      return found;
    };
    const statuses = () =>
      Object.fromEntries(search.answers().map((each) => [each.connection.id as string, each.status]));
    return { search, settle, call, statuses, server };
  }

  it('shows each response as it arrives, independent of the others', async () => {
    const { search, settle, call, statuses } = await begin();
    expect(search.answers()).toEqual([]);
    text.set('fli');
    await settle();
    const [quick, slow, away, server] = ['quick', 'slow', 'away', 'server'].map(call);
    expect(quick?.request.urlWithParams).toContain('name=fli');
    quick?.flush(tenantApps('Flights'));
    away?.error(new ProgressEvent('error'));
    server?.flush([
      { id: 's1', name: 'Flights' },
      { id: 's2', name: 'Movies' },
    ]);
    expect(statuses()).toEqual({ quick: 'found', slow: 'waiting', away: 'failed', server: 'found' });
    const answers = search.answers();
    const served = answers.find(({ connection }) => connection.id === CONNECTIONS[3]?.id);
    expect(served?.status === 'found' && served.apps).toEqual([{ id: 's1', name: 'Flights' }]);
    expect(search.leftOut().map(({ id }) => String(id))).toEqual(['signed-out', 'embeds']);
    slow?.flush(tenantApps());
    expect(statuses()['slow']).toBe('found');
  });

  it('retries one that failed, and drops responses to an earlier text', async () => {
    const { search, settle, call, statuses } = await begin();
    text.set('a');
    await settle();
    const earlier = call('slow');
    call('away').error(new ProgressEvent('error'));
    search.retry('away');
    await settle();
    call('away').flush(tenantApps('A'));
    expect(statuses()['away']).toBe('found');
    text.set('b');
    await settle();
    expect(earlier.cancelled).toBeTrue();
    expect(statuses()['away']).toBe('waiting');
    text.set(undefined);
    await settle();
    expect(search.answers()).toEqual([]);
  });

  it('restores the sign-in of each connection first, and waits for none of the others', async () => {
    const slow = new FakeAuthStrategy();
    const release = slow.pause('restore');
    const { search, settle, call, statuses } = await begin({
      quick: new FakeAuthStrategy(),
      slow,
      'signed-out': new FakeAuthStrategy({ restored: 'signed-out' }),
    });
    text.set('');
    await settle();
    call('quick').flush(tenantApps('Flights'));
    expect(statuses()).toEqual({ quick: 'found', slow: 'waiting', away: 'waiting', server: 'waiting' });
    expect(search.leftOut().map(({ id }) => String(id))).toEqual(['signed-out', 'embeds']);
    release();
    await settle();
    call('slow').flush(tenantApps('Movies'));
    expect(statuses()['slow']).toBe('found');
  });

  it('names a server that cannot be reached for the sign-in as failed, and restores it with the retry', async () => {
    const away = new FakeAuthStrategy();
    away.failNext('restore');
    const { search, settle, call, statuses } = await begin({ away });
    text.set('');
    await settle();
    expect(statuses()['away']).toBe('failed');
    search.retry('away');
    await settle();
    call('away').flush(tenantApps());
    expect(statuses()['away']).toBe('found');
  });

  it('leaves a connection out whose sign-in needs the user', async () => {
    const away = new FakeAuthStrategy();
    away.failNext('restore', new QlikError('sign-in-required', 'Sign in first.', { remedy: 'Sign in.' }));
    const { search, settle, statuses } = await begin({ away });
    text.set('');
    await settle();
    expect(statuses()['away']).toBeUndefined();
    expect(search.leftOut().map(({ id }) => String(id))).toContain('away');
  });

  it('waits for a restore for a limited time', async () => {
    const slow = new FakeAuthStrategy();
    const release = slow.pause('restore');
    jasmine.clock().install();
    try {
      const { search, settle, call, statuses } = await begin({ slow });
      text.set('');
      await settle();
      jasmine.clock().tick(15_000);
      expect(statuses()['slow']).toBe('failed');
      release();
      await settle();
      search.retry('slow');
      await settle();
      call('slow').flush(tenantApps());
      expect(statuses()['slow']).toBe('found');
    } finally {
      jasmine.clock().uninstall();
    }
  });
});
