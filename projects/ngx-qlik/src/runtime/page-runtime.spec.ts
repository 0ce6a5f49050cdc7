import { provideExperimentalZonelessChangeDetection, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { createApplication } from '@angular/platform-browser';
import {
  fakeConnection,
  type FakeQlikMain,
  fakeQlikMain,
  provideQlikTesting,
  qlikErrorOf,
  QlikTesting,
  settled,
} from 'ngx-qlik/testing';
import type { ConnectionSession } from '../auth/connection-session';
import type { ConnectionState } from '../auth/connection-state';
import { QlikAuthService } from '../auth/qlik-auth-service';
import type { QlikConnection } from '../connections/connection';
import { BundledRuntime } from './bundled-runtime';
import { MainScript, type ScriptHosts } from './main-script';
import { QLIK_RUNTIME_TIME_LIMITS } from './time-limits';
import { PageRuntime } from './page-runtime';

const CONNECTIONS = [
  fakeConnection({ id: 'a' }),
  fakeConnection({ id: 'b', platform: 'client-managed', runtime: { url: 'https://cdn.example' } }),
  fakeConnection({ id: 'c', host: 'https://a.example' }),
  fakeConnection({ id: 'server', platform: 'client-managed' }),
  fakeConnection({ id: 'behind', host: `${location.origin}/qlik/behind` }),
  fakeConnection({ id: 'embeds', host: 'https://a.example', auth: { type: 'noauth' } }),
  fakeConnection({ id: 'alias', host: 'https://a.example', auth: { type: 'reference', reference: 'a' } }),
  fakeConnection({
    id: 'named',
    host: 'https://a.example',
    auth: { type: 'reference', reference: 'registered by the page' },
  }),
  fakeConnection({
    id: 'circle',
    host: 'https://a.example',
    auth: { type: 'reference', reference: 'circle' },
  }),
  fakeConnection({ id: 'one', host: 'https://a.example', auth: { type: 'reference', reference: 'two' } }),
  fakeConnection({ id: 'two', host: 'https://a.example', auth: { type: 'reference', reference: 'one' } }),
  fakeConnection({ id: 'old', platform: 'client-managed', runtime: { bundled: true } }),
];

async function begin(
  main: FakeQlikMain,
  connections: readonly QlikConnection[] = CONNECTIONS,
  signedOut = 'behind',
) {
  const load = jasmine.createSpy('load').and.resolveTo(main);
  const bundle = fakeQlikMain({ 'qix@v1': { from: 'bundle' } });
  TestBed.configureTestingModule({
    providers: [
      provideQlikTesting({ connections, states: { [signedOut]: 'signed-out' } }),
      { provide: MainScript, useValue: { load } },
      { provide: BundledRuntime, useValue: { load: () => Promise.resolve(bundle) } },
      { provide: QLIK_RUNTIME_TIME_LIMITS, useValue: { script: 1000, module: 1000 } },
    ],
  });
  await TestBed.inject(QlikTesting).ready();
  return { load, bundle, auth: TestBed.inject(QlikAuthService), runtime: TestBed.inject(PageRuntime) };
}

/** The hosts that each call to load a script named. */
const addressesOf = (load: jasmine.Spy) =>
  load.calls.allArgs().map(([hosts]) => [...(hosts as ScriptHosts).keys()]);

const hostOf = (hostConfig: { readonly host?: string }): string | undefined => hostConfig.host;

describe('PageRuntime', () => {
  it('hands out modules, the connection’s own host first and the others after it', async () => {
    const qix = {};
    const { runtime, load } = await begin(fakeQlikMain({ 'qix@v1': qix }));
    expect((await runtime.module('a', 'qix@v1')) as unknown).toBe(qix);
    await runtime.module('b', 'qix@v1');
    const [a, cdn] = ['https://a.example', 'https://cdn.example'];
    expect(addressesOf(load)).toEqual([
      [a, cdn],
      [cdn, a],
    ]);
  });

  it('waits for the sign-in where only signed-in users get the script, and loads it for no other connection', async () => {
    const { runtime, load, auth } = await begin(fakeQlikMain({ 'qix@v1': {} }));
    const connectionSession = auth.connectionSession('server');
    load.and.callFake((hosts: ScriptHosts) => {
      expect(connectionSession.state().status).toBe('ready');
      expect([...hosts][0]).toEqual(['https://server.example', true]);
      return Promise.resolve(fakeQlikMain({ 'qix@v1': {} }));
    });
    await runtime.module('server', 'qix@v1');
    load.and.resolveTo(fakeQlikMain({ 'qix@v1': {} }));
    await runtime.module('a', 'qix@v1');
    expect(addressesOf(load)[1]).toEqual(['https://a.example', 'https://cdn.example']);
  });

  it('reports that no user is signed in where only signed-in users get the script, on a client-managed server or behind the backend', async () => {
    const { runtime, load } = await begin(fakeQlikMain());
    await expectAsync(runtime.module('behind', 'qix@v1')).toBeRejectedWith(
      jasmine.objectContaining({ code: 'sign-in-required', connectionId: 'behind' }),
    );
    expect(load).not.toHaveBeenCalled();
  });

  it('asks no connection for a sign-in that has the same host by mistake', async () => {
    const host = 'https://a.example';
    const mistaken = fakeConnection({ id: 'mistaken', host, platform: 'client-managed' });
    const connections = [mistaken, fakeConnection({ id: 'a', host })];
    const { runtime, load } = await begin(fakeQlikMain({ 'qix@v1': {} }), connections, 'mistaken');
    await runtime.module('a', 'qix@v1');
    expect([...(load.calls.mostRecent().args[0] as ScriptHosts)]).toEqual([[host, false]]);
    await expectAsync(runtime.module('mistaken', 'qix@v1')).toBeRejectedWith(
      jasmine.objectContaining({ code: 'sign-in-required', connectionId: 'mistaken' }),
    );
  });

  it('needs no sign-in where a script is in the page already', async () => {
    const main = fakeQlikMain({ 'qix@v1': {} });
    const { runtime, load } = await begin(main);
    Object.assign(TestBed.inject(MainScript), { present: main });
    await runtime.module('behind', 'qix@v1');
    expect(load).not.toHaveBeenCalled();
  });

  it('leaves connections that talk to no server to Qlik’s own module', async () => {
    const main = fakeQlikMain();
    const { runtime } = await begin(main);
    const hostConfig: unknown = await runtime.hostConfig('embeds');
    expect(hostConfig).toEqual({ host: 'https://a.example', authType: 'noauth' });
    expect(main.hostConfigs.get('embeds') as unknown).toEqual(hostConfig);
  });

  it('sends a connection that has moved to its new host, in the first sign-in there', async () => {
    const main = fakeQlikMain();
    const { runtime, auth } = await begin(main);
    const former = await runtime.hostConfig('a');
    const { epoch } = auth.connectionSession('a');
    const moved = {
      connection: fakeConnection({ id: 'a', host: 'https://moved.example' }),
      epoch,
      state: signal<ConnectionState>({ status: 'signed-out' }),
      credential: () => Promise.reject(new Error('none yet')),
    };
    const connectionSession = auth.connectionSession.bind(auth);
    spyOn(auth, 'connectionSession').and.callFake((id) =>
      id === 'a' ? (moved as unknown as ConnectionSession) : connectionSession(id),
    );
    const present = await runtime.hostConfig('a');
    expect(hostOf(former)).toBe('https://a.example');
    expect(hostOf(present)).toBe('https://moved.example');
    expect(await runtime.hostConfig('a')).toBe(present);
    expect(main.hostConfigs.get('a')).toBe(present);
  });

  it('refers to another connection, which it makes known first', async () => {
    const main = fakeQlikMain();
    const { runtime } = await begin(main);
    const reference = { authType: 'reference', reference: 'a' };
    expect((await runtime.hostConfig('alias')) as unknown).toEqual(reference);
    expect([...main.hostConfigs.keys()]).toEqual(['a']);
    expect((await runtime.hostConfig('alias')) as unknown).toEqual(reference);
  });

  it('refers to what the page has registered itself, and follows no circle', async () => {
    const main = fakeQlikMain();
    const { runtime } = await begin(main);
    const reference = 'registered by the page';
    expect((await runtime.hostConfig('named')) as unknown).toEqual({ authType: 'reference', reference });
    await runtime.hostConfig('circle');
    await runtime.hostConfig('one');
    expect([...main.hostConfigs.keys()]).toEqual([]);
  });

  it('keeps a connection with the bundled runtime apart from the page’s, in either order', async () => {
    const main = fakeQlikMain({ 'qix@v1': { from: 'server' } });
    const { runtime, load, bundle } = await begin(main);
    expect((await runtime.module('old', 'qix@v1')) as unknown).toEqual({ from: 'bundle' });
    await runtime.hostConfig('old');
    expect(load).not.toHaveBeenCalled();
    expect((await runtime.module('a', 'qix@v1')) as unknown).toEqual({ from: 'server' });
    await runtime.hostConfig('a');
    expect(addressesOf(load)[0]).not.toContain('https://old.example');
    expect([[...main.hostConfigs.keys()], [...bundle.hostConfigs.keys()]]).toEqual([['a'], ['old']]);
    expect([main.authModules.size, bundle.authModules.size]).toEqual([1, 1]);
  });

  it('does not report another connection’s failure to concurrent calls', async () => {
    const { runtime } = await begin(fakeQlikMain());
    const [behind, a] = await Promise.allSettled([runtime.hostConfig('behind'), runtime.hostConfig('a')]);
    expect([behind.status, a.status]).toEqual(['rejected', 'fulfilled']);
  });

  it('registers each connection under its id, and the auth module once', async () => {
    const main = fakeQlikMain();
    const { runtime, auth } = await begin(main);
    await auth.connectionSession('a').restore();
    await Promise.all([runtime.hostConfig('a'), runtime.hostConfig('a'), runtime.hostConfig('b')]);
    expect([...main.authModules.keys()]).toEqual([jasmine.stringMatching(/^ngx-qlik-/)]);
    expect([...main.hostConfigs.keys()].sort()).toEqual(['a', 'b']);
    expect(main.hostConfigs.get('a') as unknown).toEqual(
      jasmine.objectContaining({ host: 'https://a.example', connectionId: 'a', forceIsWindows: false }),
    );
    expect(main.hostConfigs.get('b') as unknown).toEqual(jasmine.objectContaining({ forceIsWindows: true }));
    expect(main.imported).toEqual(['auth@v1']);
  });

  it('registers anew for each sign-in, so that the next user gets a socket and answers of his own', async () => {
    const main = fakeQlikMain();
    const { runtime, auth } = await begin(main);
    const first = await runtime.hostConfig('a');
    expect(await runtime.hostConfig('a')).toBe(first);
    await auth.signOut('a');
    await auth.signIn('a');
    const second = await runtime.hostConfig('a');
    expect(second).not.toEqual(first);
    expect(main.hostConfigs.get('a')).toBe(second);
    const module = [...main.authModules.values()][0];
    if (!module) throw new Error('No auth module was registered.');
    await expectAsync(module.getRestCallAuthParams({ hostConfig: first })).toBeRejectedWith(
      jasmine.objectContaining({ code: 'sign-in-required' }),
    );
    expect((await module.getRestCallAuthParams({ hostConfig: second })).headers).toEqual({
      Authorization: 'Bearer ada-2',
    });
  });

  for (const [what, modules] of [
    ['is not there', {}],
    ['is nothing', { 'qix@v1': null }],
    ['is no module', { 'qix@v1': 'text' }],
  ] as const) {
    it(`says that a module ${what}`, async () => {
      const { runtime } = await begin(fakeQlikMain(modules));
      await expectAsync(runtime.module('a', 'qix@v1')).toBeRejectedWith(
        jasmine.objectContaining({ code: 'runtime-module-missing', connectionId: 'a' }),
      );
    });
  }

  it('does not wait for ever for a module', async () => {
    const { runtime } = await begin(fakeQlikMain({ 'qix@v1': () => new Promise(() => undefined) }));
    jasmine.clock().install();
    try {
      const waiting = qlikErrorOf(runtime.module('a', 'qix@v1'));
      await settled();
      jasmine.clock().tick(1000);
      expect((await waiting).code).toBe('runtime-timeout');
    } finally {
      jasmine.clock().uninstall();
    }
  });

  it('counts no sign-in that the script waits for', async () => {
    const { runtime, auth, load } = await begin(fakeQlikMain({ 'qix@v1': {} }));
    const finish = TestBed.inject(QlikTesting).strategy('server').pause('restore');
    auth.connectionSession('server');
    jasmine.clock().install();
    try {
      const waiting = Promise.all([runtime.module('server', 'qix@v1'), runtime.hostConfig('server')]);
      for (let minute = 0; minute < 5; minute++) {
        jasmine.clock().tick(60_000);
        await settled();
      }
      await expectAsync(waiting).toBePending();
      expect(load).not.toHaveBeenCalled();
      finish();
      expect((await waiting).length).toBe(2);
    } finally {
      jasmine.clock().uninstall();
    }
  });

  it('gives the host config of the sign-in that is under way, and waits for none where none is needed', async () => {
    const { runtime, auth } = await begin(fakeQlikMain());
    await auth.connectionSession('behind').restore();
    const finish = TestBed.inject(QlikTesting).strategy('a').pause('signIn');
    await auth.signOut('a');
    const signingIn = auth.signIn('a');
    expect(await runtime.hostConfig('a', { isOffline: true })).toBeDefined();
    const waiting = runtime.hostConfig('a');
    await settled();
    await expectAsync(waiting).toBePending();
    finish();
    await signingIn;
    const { signIn } = (await waiting) as unknown as { readonly signIn: number };
    expect(signIn).toBe(auth.connectionSession('a').epoch());
  });

  it('returns a host config without a sign-in: calls get the error of the missing credential', async () => {
    const { runtime, auth } = await begin(fakeQlikMain());
    await auth.signOut('a');
    expect(await runtime.hostConfig('a')).toBeDefined();
  });

  it('does not restore a sign-in that has failed, which is left to calls and to the user', async () => {
    const { runtime, auth } = await begin(fakeQlikMain());
    TestBed.inject(QlikTesting).strategy('a').failNext('restore');
    await auth.connectionSession('a').restore();
    await runtime.hostConfig('a');
    expect(auth.state('a')().status).toBe('failed');
    await auth.connectionSession('a').credential('rest');
    expect(auth.state('a')().status).toBe('ready');
  });

  it('tries again after a failure', async () => {
    const { runtime, load } = await begin(fakeQlikMain());
    load.and.returnValues(Promise.reject(new Error('down')), Promise.resolve(fakeQlikMain()));
    await expectAsync(runtime.hostConfig('a')).toBeRejectedWith(
      jasmine.objectContaining({ connectionId: 'a' }),
    );
    expect(await runtime.hostConfig('a')).toBeDefined();
  });

  it('takes a fresh host config for sockets that are dead, once however many notice', async () => {
    const main = fakeQlikMain();
    const { runtime } = await begin(main);
    const dead = await runtime.hostConfig('a');
    const fresh = await runtime.freshHostConfig('a', dead);
    expect(fresh).not.toEqual(dead);
    expect(await runtime.freshHostConfig('a', dead)).toBe(fresh);
    expect(await runtime.hostConfig('a')).toBe(fresh);
    expect(main.hostConfigs.get('a')).toBe(fresh);
    const module = [...main.authModules.values()][0];
    expect(module?.validateHostConfig(fresh)).toBeTrue();
  });

  it('never names two connections to one host alike: they would share a socket, as one user', async () => {
    const { runtime } = await begin(fakeQlikMain());
    const hosts = await Promise.all(['a', 'c'].map(async (id) => hostOf(await runtime.hostConfig(id))));
    expect(new Set(hosts).size).toBe(2);
    expect(hosts.map((each) => new URL(each ?? '').href)).toEqual([
      'https://a.example/',
      'https://a.example/',
    ]);
  });

  it('knows no other connections', async () => {
    const { runtime } = await begin(fakeQlikMain());
    await expectAsync(runtime.module('unknown', 'qix@v1')).toBeRejectedWith(
      jasmine.objectContaining({ code: 'connection-unknown' }),
    );
  });

  it('gives each of several applications on the page its own credentials, while they run and after others have ended', async () => {
    const main = fakeQlikMain();
    const start = async (id: string, user: string) => {
      const application = await createApplication({
        providers: [
          provideExperimentalZonelessChangeDetection(),
          provideQlikTesting({ connections: [fakeConnection({ id })] }),
          { provide: MainScript, useValue: { present: main, load: () => Promise.resolve(main) } },
        ],
      });
      const { injector } = application;
      await injector.get(QlikTesting).ready();
      injector.get(QlikTesting).strategy(id).user = user;
      await injector.get(QlikAuthService).signIn(id);
      return { application, hostConfig: await injector.get(PageRuntime).hostConfig(id) };
    };
    const [one, two, three] = [await start('a', 'ada'), await start('a', 'bob'), await start('z', 'eve')];
    const userOf = async ({ hostConfig }: { readonly hostConfig: unknown }) => {
      const { authType } = hostConfig as { readonly authType: string };
      const asked = main.authModules.get(authType)?.getRestCallAuthParams({ hostConfig });
      return (await asked)?.headers['Authorization']?.replace(/-\d+$/, '');
    };
    expect([await userOf(one), await userOf(two), await userOf(three)]).toEqual([
      'Bearer ada',
      'Bearer bob',
      'Bearer eve',
    ]);
    two.application.destroy();
    three.application.destroy();
    expect(await userOf(one)).toBe('Bearer ada');
    one.application.destroy();
  });

  describe('after its application has ended', () => {
    it('gives no credentials, and leaves nothing registered', async () => {
      const main = fakeQlikMain();
      const { runtime } = await begin(main);
      const hostConfig = await runtime.hostConfig('a');
      const module = [...main.authModules.values()][0]!;
      TestBed.resetTestingModule();
      expect(main.hostConfigs.size).toBe(0);
      const error = await qlikErrorOf(module.getRestCallAuthParams({ hostConfig }));
      expect(error.code).toBe('sign-in-required');
    });

    it('leaves the next application’s, which never meets the sockets of the one before', async () => {
      const main = fakeQlikMain();
      const { runtime } = await begin(main);
      const first = await runtime.hostConfig('a');
      TestBed.resetTestingModule();
      const next = await begin(main);
      const second = await next.runtime.hostConfig('a');
      expect(hostOf(second)).not.toBe(hostOf(first));
      expect(main.hostConfigs.get('a')).toBe(second);
    });

    it('waits no longer for a module', async () => {
      const { runtime } = await begin(fakeQlikMain({ 'qix@v1': () => new Promise(() => undefined) }));
      const failed = qlikErrorOf(runtime.module('a', 'qix@v1'));
      await settled();
      TestBed.resetTestingModule();
      expect((await failed).code).toBe('runtime-timeout');
    });
  });
});
