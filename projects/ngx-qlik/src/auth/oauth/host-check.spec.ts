import { fakeConnection, qlikErrorOf, settled } from 'ngx-qlik/testing';
import type { QlikConnection } from '../../connections/connection';
import { FakePage } from '../testing/fake-page';
import { until } from '../testing/until';
import { createOAuth2 } from '../strategies/oauth2';
import { checkHost } from './host-check';

const CONNECTION = fakeConnection({ id: 'acme', host: 'https://acme.example' });
const never = () => new Promise<never>(() => undefined);
const unreachable = () => Promise.reject(new TypeError('Failed to fetch'));

describe('the check of the host', () => {
  it('asks for a file that each page may have, without cookies and without reading the answer', async () => {
    const fetch = spyOn(window, 'fetch').and.resolveTo(new Response());
    await checkHost(CONNECTION, never());
    const [address, init] = fetch.calls.mostRecent().args;
    expect(address).toBe('https://acme.example/qlik-embed/main.js');
    expect([init?.method, init?.mode, init?.credentials]).toEqual(['HEAD', 'no-cors', 'omit']);
  });

  it('asks nothing in a page that gets no answer from other origins', async () => {
    const fetch = spyOn(window, 'fetch');
    Object.defineProperty(window, 'crossOriginIsolated', { value: true, configurable: true });
    try {
      await checkHost(CONNECTION, never());
    } finally {
      Object.defineProperty(window, 'crossOriginIsolated', { value: false, configurable: true });
    }
    expect(fetch).not.toHaveBeenCalled();
  });

  it('names a host where nothing answers, at once', async () => {
    spyOn(window, 'fetch').and.callFake(unreachable);
    const error = await qlikErrorOf(checkHost(CONNECTION, never()));
    expect([error.code, String(error.connectionId), error.isRetryable]).toEqual([
      'http-unreachable',
      'acme',
      true,
    ]);
    expect(error.message).toContain('acme.example');
    expect(error.remedy).toContain('"host" in connections.json');
  });

  it('names the sandbox where the host is a port of this machine', async () => {
    spyOn(window, 'fetch').and.callFake(unreachable);
    const local = { ...CONNECTION, host: 'http://localhost:8999' };
    expect((await qlikErrorOf(checkHost(local, never()))).remedy).toContain('npx qlik-sandbox');
  });

  for (const [answer, isRefused] of [
    ['answers', false],
    ['is slow', false],
    ['does not answer', true],
  ] as const)
    it(`asks another path where a content blocker takes the script away: the host ${answer}`, async () => {
      const fetch = spyOn(window, 'fetch').and.callFake((address) => {
        if (String(address).includes('/qlik-embed/') || isRefused) return unreachable();
        return answer === 'answers' ? Promise.resolve(new Response()) : never();
      });
      const begun = performance.now();
      const checked = checkHost(CONNECTION, never());
      if (isRefused) expect((await qlikErrorOf(checked)).code).toBe('http-unreachable');
      else await expectAsync(checked).toBeResolved();
      expect(performance.now() - begun).toBeLessThan(2_000);
      const [address, init] = fetch.calls.mostRecent().args;
      expect(address).toBe('https://acme.example/.well-known/oauth-authorization-server');
      expect([init?.mode, init?.credentials]).toEqual(['no-cors', 'omit']);
      expect(fetch.calls.allArgs().every(([, each]) => each?.signal?.aborted)).toBeTrue();
      expect(fetch).toHaveBeenCalledTimes(2);
    });

  it('gives a slow host a moment after all else is there, and then ends the request', async () => {
    const fetch = spyOn(window, 'fetch').and.callFake(never);
    const begun = performance.now();
    await checkHost(CONNECTION, Promise.resolve());
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(fetch.calls.mostRecent().args[1]?.signal?.aborted).toBeTrue();
  });

  it('rejects as the others do', async () => {
    spyOn(window, 'fetch').and.callFake(never);
    const failure = new Error('No callback page.');
    await expectAsync(checkHost(CONNECTION, Promise.reject(failure))).toBeRejectedWith(failure);
  });

  for (const interaction of ['redirect', 'popup'] as const) {
    const begin = () => {
      sessionStorage.clear();
      const popup = {
        closed: false,
        location: { replace: jasmine.createSpy('replace') },
        close: jasmine.createSpy('close'),
        stop: () => undefined,
      };
      spyOn(window, 'open').and.returnValue(popup as unknown as Window);
      const page = new FakePage();
      const connection: QlikConnection = {
        ...CONNECTION,
        auth: { type: 'oauth2', clientId: 'client-1', interaction },
      };
      return { page, popup, strategy: createOAuth2(connection as never, page) };
    };

    it(`comes before the browser leaves, by ${interaction}`, async () => {
      spyOn(window, 'fetch').and.callFake(unreachable);
      const { page, popup, strategy } = begin();
      expect((await qlikErrorOf(strategy.signIn({}))).code).toBe('http-unreachable');
      expect([page.navigations, sessionStorage.length]).toEqual([[], 0]);
      expect(popup.location.replace).not.toHaveBeenCalled();
      expect(popup.close).toHaveBeenCalledTimes(interaction === 'popup' ? 1 : 0);
    });

    for (const [name, answer] of [
      ['answers', () => Promise.resolve(new Response())],
      ['is slow', never],
    ] as const) {
      it(`lets a sign-in begin where the host ${name}, by ${interaction}`, async () => {
        spyOn(window, 'fetch').and.callFake(answer);
        const { page, popup, strategy } = begin();
        const leaving = new AbortController();
        const signingIn = strategy.signIn({ signal: leaving.signal }).catch(() => undefined);
        const isOnItsWay = () => page.navigations.length > 0 || popup.location.replace.calls.count() > 0;
        await until(isOnItsWay);
        expect(isOnItsWay()).toBeTrue();
        leaving.abort();
        await signingIn;
        await settled();
      });
    }
  }
});
