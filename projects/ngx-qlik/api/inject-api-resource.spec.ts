import { ApplicationRef, createEnvironmentInjector, EnvironmentInjector, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { QlikAuthService } from 'ngx-qlik';
import { settled } from 'ngx-qlik/testing';
import { injectApiResource } from './inject-api-resource';
import { API, space, useTenant } from './test-calls.spec';

async function watch() {
  const parts = await useTenant();
  const name = signal<string | undefined>('a');
  const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
  const spaces = injectApiResource(
    'tenant',
    (api, options) => {
      const wanted = name();
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

  it('ends with its part of the page', async () => {
    const { injector, sent, name } = await watch();
    const [request] = await sent();
    injector.destroy();
    expect(request?.cancelled).toBeTrue();
    name.set('b');
    expect(await sent()).toEqual([]);
  });
});
