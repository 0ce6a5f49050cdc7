import { ApplicationRef, createEnvironmentInjector, EnvironmentInjector, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { ConnectionRegistry, QlikAuthService } from 'ngx-qlik';
import { fakeConnection, settled } from 'ngx-qlik/testing';
import { injectApiResource } from './inject-api-resource';
import { API, space, useTenant } from './test-calls.spec';

async function watch(connectionId = 'tenant') {
  const parts = await useTenant();
  const name = signal<string | undefined>('a');
  const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
  const spaces = injectApiResource(
    connectionId,
    (api, options) => {
      const wanted = name();
      if (wanted === 'wrong') throw new RangeError('No such name');
      return wanted === undefined ? undefined : api.getSpaces({ name: wanted }, options);
    },
    { injector },
  );
  const tick = async () => {
    TestBed.inject(ApplicationRef).tick();
    await settled();
  };
  const sent = async () => {
    await tick();
    return parts.sent();
  };
  /** Answers the only request that was sent since. */
  const answer = async (body: object) => {
    await tick();
    (await parts.onlySent()).flush(body);
    await tick();
  };
  return { ...parts, name, injector, spaces, tick, sent, answer, auth: TestBed.inject(QlikAuthService) };
}

describe('injectApiResource', () => {
  it('reads a value', async () => {
    const { spaces, answer } = await watch();
    expect([spaces.status(), spaces.value()]).toEqual(['loading', undefined]);
    await answer({ data: [space('1')] });
    expect([spaces.status(), spaces.value()?.data?.length]).toEqual(['resolved', 1]);
  });

  it('reads another one when a signal changes, and cancels the one before', async () => {
    const { spaces, sent, answer, name } = await watch();
    const [first] = await sent();
    name.set('b');
    const [second] = await sent();
    expect([first?.cancelled, second?.request.urlWithParams]).toEqual([true, `${API}/spaces?name=b`]);
    second?.flush({ data: [space('b')] });
    await settled();
    expect(spaces.value()?.data?.[0]?.id).toBe('b');
    name.set('c');
    await answer({ data: [space('c')] });
    expect(spaces.value()?.data?.[0]?.id).toBe('c');
  });

  it('reads nothing where there is nothing to read', async () => {
    const { spaces, sent, name, answer } = await watch();
    await answer({ data: [] });
    name.set(undefined);
    expect(await sent()).toEqual([]);
    expect([spaces.status(), spaces.value(), spaces.reload()]).toEqual(['idle', undefined, false]);
  });

  it('reads again on demand, and keeps the value meanwhile', async () => {
    const { spaces, answer, tick } = await watch();
    await answer({ data: [space('1')] });
    expect([spaces.reload(), spaces.reload()]).toEqual([true, false]);
    await tick();
    expect([spaces.status(), spaces.value()?.data?.length]).toEqual(['reloading', 1]);
    await answer({ data: [] });
    expect([spaces.status(), spaces.value()?.data?.length]).toEqual(['resolved', 0]);
  });

  it('shows an error, and tries again in place', async () => {
    const { spaces, sent, answer } = await watch();
    const [request] = await sent();
    request?.flush(null, { status: 500, statusText: 'x' });
    await settled();
    expect([spaces.status(), spaces.error()?.code]).toEqual(['error', 'http-server-error']);
    expect(spaces.reload()).toBeTrue();
    await answer({ data: [] });
    expect([spaces.status(), spaces.error()]).toEqual(['resolved', undefined]);
  });

  it('has a value of the present user only', async () => {
    const { spaces, answer, auth, sent, tick } = await watch();
    await answer({ data: [space('1')] });
    await auth.signOut('tenant');
    expect(await sent()).toEqual([]);
    expect([spaces.value(), spaces.error()?.code, spaces.reload()]).toEqual([
      undefined,
      'sign-in-required',
      false,
    ]);
    await auth.signIn('tenant');
    await tick();
    await answer({ data: [] });
    expect([spaces.status(), spaces.value()?.data?.length]).toEqual(['resolved', 0]);
  });

  it('does not read again for a renewed credential', async () => {
    const { spaces, answer, auth, sent } = await watch();
    await answer({ data: [] });
    await auth.connectionSession('tenant').renewAfterRefusal();
    expect(await sent()).toEqual([]);
    expect(spaces.status()).toBe('resolved');
  });

  it('has the error of a function that throws, and reads again when a signal in it changes', async () => {
    const { spaces, answer, name, tick } = await watch();
    name.set('wrong');
    await tick();
    expect([spaces.status(), spaces.error()?.code, spaces.error()?.message]).toEqual([
      'error',
      'unexpected',
      'No such name',
    ]);
    name.set('b');
    await answer({ data: [] });
    expect(spaces.status()).toBe('resolved');
  });

  it('has the error of a connection that is not there, until it is added', async () => {
    const { spaces, answer, tick } = await watch('later');
    await tick();
    expect([spaces.status(), spaces.error()?.code, spaces.reload()]).toEqual([
      'error',
      'connection-unknown',
      false,
    ]);
    await TestBed.inject(ConnectionRegistry).add(fakeConnection({ id: 'later' }));
    await tick();
    await answer({ data: [space('1')] });
    expect(spaces.status()).toBe('resolved');
  });

  it('waits for connections that are being loaded', async () => {
    const { spaces, tick } = await watch('later');
    void TestBed.inject(ConnectionRegistry).load();
    TestBed.inject(ApplicationRef).tick();
    expect(spaces.status()).toBe('loading');
    await tick();
    await tick();
    expect(spaces.error()?.code).toBe('connection-unknown');
  });

  it('has nothing of a connection that was removed', async () => {
    const { spaces, answer, tick } = await watch();
    await answer({ data: [space('1')] });
    await TestBed.inject(ConnectionRegistry).remove('tenant');
    await tick();
    expect([spaces.value(), spaces.error()?.code, spaces.reload()]).toEqual([
      undefined,
      'connection-unknown',
      false,
    ]);
  });

  it('does not read again when another connection is added', async () => {
    const { answer, sent } = await watch();
    await answer({ data: [] });
    await TestBed.inject(ConnectionRegistry).add(fakeConnection({ id: 'later' }));
    expect(await sent()).toEqual([]);
  });

  it('ends with its part of the page', async () => {
    const { injector, sent, name } = await watch();
    const [request] = await sent();
    injector.destroy();
    expect(request?.cancelled).toBeTrue();
    name.set('b');
    expect(await sent()).toEqual([]);
  });
});
