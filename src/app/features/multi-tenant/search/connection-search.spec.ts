import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { ApplicationRef, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { QlikAuthService, qlikInterceptor } from 'ngx-qlik';
import { fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
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

  async function begin() {
    text.set(undefined);
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: CONNECTIONS, states: { 'signed-out': 'signed-out' } }),
        provideHttpClient(withInterceptors([qlikInterceptor])),
        provideHttpClientTesting(),
      ],
    });
    await TestBed.inject(QlikTesting).ready();
    const auth = TestBed.inject(QlikAuthService);
    await Promise.all(CONNECTIONS.map(({ id }) => auth.connectionSession(id).restore()));
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
});
