import { createEnvironmentInjector, EnvironmentInjector, runInInjectionContext } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { ConnectionRegistry, QlikAuthService, QlikRuntime, toQlikError } from 'ngx-qlik';
import {
  fakeConnection,
  fakeQlikMain,
  provideQlikTesting,
  qlikErrorOf,
  QlikTesting,
  settled,
} from 'ngx-qlik/testing';
import { injectConnection, provideConnectionScope } from './connection-scope';

const CONNECTIONS = [fakeConnection({ id: 'a' }), fakeConnection({ id: 'b' })];

async function begin() {
  TestBed.configureTestingModule({ providers: [provideQlikTesting({ connections: CONNECTIONS })] });
  await TestBed.inject(QlikTesting).ready();
  const outer = TestBed.inject(EnvironmentInjector);
  const enter = (id: string) => {
    const injector = createEnvironmentInjector(provideConnectionScope(id), outer);
    return { injector, scope: () => runInInjectionContext(injector, injectConnection) };
  };
  return { a: enter('a'), b: enter('b'), enter };
}

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'nothing thrown';
  } catch (thrown) {
    return toQlikError(thrown).code;
  }
}

describe('a connection scope', () => {
  it('has its connection, state and events only', async () => {
    const { a, b } = await begin();
    const seen: string[] = [];
    const scope = a.scope();
    scope.events.subscribe(({ type, connectionId }) => seen.push(`${connectionId} ${type}`));
    b.scope();
    await settled();
    expect(scope.connection.label).toBe('Tenant a');
    expect(scope.state().status).toBe('ready');
    const epoch = scope.epoch();
    await b.scope().signOut();
    await b.scope().signIn();
    expect(scope.epoch()).toBe(epoch);
    await scope.signOut();
    expect([scope.state().status, b.scope().state().status]).toEqual(['signed-out', 'ready']);
    expect(seen).toEqual(['a signed-in', 'a signed-out']);
  });

  it('follows its connection when it is changed, and when it is removed', async () => {
    const { a } = await begin();
    const scope = a.scope();
    const registry = a.injector.get(ConnectionRegistry);
    await settled();
    const epoch = scope.epoch();
    await registry.change('a', { label: 'Another name' });
    expect([scope.connection.label, scope.state().status, scope.epoch()]).toEqual([
      'Another name',
      'ready',
      epoch,
    ]);
    await registry.change('a', { host: 'https://moved.example' });
    expect(scope.connection.host).toBe('https://moved.example');
    await scope.signIn();
    expect(scope.state().status).toBe('ready');
    expect(scope.epoch()).toBeGreaterThan(epoch);
    await registry.remove('a');
    expect(scope.state()).toEqual(
      jasmine.objectContaining({
        status: 'signed-out',
        reason: jasmine.objectContaining({ code: 'connection-unknown' }),
      }),
    );
  });

  it('is shared by all code inside', async () => {
    const { a } = await begin();
    expect(a.scope()).toBe(a.scope());
    expect(a.injector.get(QlikAuthService).connectionSession('a')).toBe(
      TestBed.inject(QlikAuthService).connectionSession('a'),
    );
  });

  it('prevents access to other connections', async () => {
    const { a } = await begin();
    const registry = a.injector.get(ConnectionRegistry);
    const auth = a.injector.get(QlikAuthService);
    const runtime = a.injector.get(QlikRuntime);
    expect(registry.connections().map(({ id }) => String(id))).toEqual(['a']);
    expect(auth.connections().length).toBe(1);
    expect([registry.find('b'), registry.isKnown('b'), registry.isKnown('a')]).toEqual([
      undefined,
      false,
      true,
    ]);
    for (const work of [
      () => registry.get('b'),
      () => auth.state('b'),
      () => auth.connectionSession('b'),
      () => auth.signIn('b'),
      () => auth.isSignedIn('b'),
      () => auth.user('b'),
    ]) {
      expect(codeOf(work)).toBe('connection-unknown');
    }
    for (const work of [
      auth.signOut('b'),
      registry.add(fakeConnection({ id: 'c' })),
      registry.change('b', { label: 'Other' }),
      registry.remove('b'),
      runtime.module('b', 'qix@v1'),
      runtime.hostConfig('b'),
      runtime.freshHostConfig('b', undefined),
    ]) {
      expect((await qlikErrorOf(work)).remedy).toContain('"a" only');
    }
    expect(TestBed.inject(QlikAuthService).connectionSession('b').state().status).not.toBe('signed-out');
  });

  it('tells who is signed in to its connection, and changes that one', async () => {
    const { a } = await begin();
    const auth = a.injector.get(QlikAuthService);
    const registry = a.injector.get(ConnectionRegistry);
    const user = auth.user('a');
    await auth.connectionSession('a').restore();
    user();
    await settled();
    expect([auth.isSignedIn('a')(), user()?.name]).toEqual([true, 'ada']);
    await registry.change('a', { label: 'Acme' });
    expect(registry.get('a').label).toBe('Acme');
    await registry.remove('a');
    expect(
      TestBed.inject(ConnectionRegistry)
        .connections()
        .map(({ id }) => String(id)),
    ).toEqual(['b']);
  });

  it('uses the page’s runtime of Qlik, with its own host config', async () => {
    const main = fakeQlikMain();
    const uninstall = main.install();
    const { a, b } = await begin();
    const [one, other] = await Promise.all([
      a.injector.get(QlikRuntime).hostConfig('a'),
      b.injector.get(QlikRuntime).hostConfig('b'),
    ]);
    expect([...main.hostConfigs.keys()].sort()).toEqual(['a', 'b']);
    expect([one.host, other.host]).toEqual(['https://a.example', 'https://b.example']);
    expect(await a.injector.get(QlikRuntime).freshHostConfig('a', one)).not.toBe(one);
    expect(await a.injector.get(QlikRuntime).module('a', 'auth@v1')).toBeDefined();
    uninstall();
  });

  it('fails without a scope, and for an unknown connection', async () => {
    const { enter } = await begin();
    expect(codeOf(() => TestBed.runInInjectionContext(injectConnection))).toBe('connection-unknown');
    expect(codeOf(() => enter('c').scope())).toBe('connection-unknown');
  });
});
