import { APP_BASE_HREF } from '@angular/common';
import { TestBed } from '@angular/core/testing';
import { fakeConnection, qlikErrorOf } from 'ngx-qlik/testing';
import * as parts from './connection-parts';
import { refuseForeignSignals } from './testing/foreign-signals';
import { type FullStrategy, injectPage, NO_CREDENTIAL, QLIK_HOST_SESSION_CHECK } from './strategy';
import { lazyStrategy, lazyType } from './lazy-strategy';

const strategy = () =>
  jasmine.createSpyObj<FullStrategy>('strategy', {
    restore: Promise.resolve('signed-in' as const),
    signIn: Promise.resolve(),
    credential: Promise.resolve(NO_CREDENTIAL),
    renew: Promise.resolve(true),
    signOut: Promise.resolve(),
    forget: Promise.resolve(),
  });

describe('lazyType', () => {
  for (const [backend, expected] of [
    [undefined, 'https://app.example/api/qlik/acme'],
    ['/other/', 'https://app.example/other'],
    ['below', 'https://app.example/base/below'],
    ['https://backend.example/acme', 'https://backend.example/acme'],
  ] as const) {
    it(`hands on ${expected} for the backend ${backend ?? 'of nothing'}`, async () => {
      TestBed.configureTestingModule({
        providers: [{ provide: APP_BASE_HREF, useValue: 'https://app.example/base/' }],
      });
      const createStrategy = jasmine.createSpy('createStrategy').and.returnValue(strategy());
      const file = { createStrategy, parts };
      const load = jasmine.createSpy<() => Promise<typeof file>>('load').and.resolveTo(file);
      const auth = backend === undefined ? ({ type: 'm2m' } as const) : ({ type: 'm2m', backend } as const);
      const connection = { ...fakeConnection({ id: 'acme' }), auth };
      const created = TestBed.runInInjectionContext(() =>
        lazyType('m2m', load, (file) => file.createStrategy).create(connection),
      );
      expect(load).not.toHaveBeenCalled();
      expect(await created.restore()).toBe('signed-in');
      expect(createStrategy).toHaveBeenCalledOnceWith({
        connection,
        backend: expected,
        page: jasmine.anything(),
        hasHostSession: undefined,
      });
    });
  }

  it('hands on the check of the session of the application', async () => {
    const hasHostSession = () => Promise.resolve(false);
    TestBed.configureTestingModule({
      providers: [{ provide: QLIK_HOST_SESSION_CHECK, useValue: hasHostSession }],
    });
    const createStrategy = jasmine.createSpy('createStrategy').and.returnValue(strategy());
    const connection = { ...fakeConnection({ id: 'acme' }), auth: { type: 'm2m' } as const };
    const created = TestBed.runInInjectionContext(() =>
      lazyType(
        'm2m',
        () => Promise.resolve({ createStrategy, parts }),
        (file) => file.createStrategy,
      ).create(connection),
    );
    await created.restore();
    expect(createStrategy).toHaveBeenCalledOnceWith(jasmine.objectContaining({ hasHostSession }));
  });
});

describe('lazyStrategy', () => {
  it('loads once, when it is first asked, and hands everything on', async () => {
    const inner = strategy();
    const load = jasmine.createSpy('load').and.resolveTo(inner);
    const lazy = lazyStrategy(load);
    expect(load).not.toHaveBeenCalled();
    expect(await lazy.restore()).toBe('signed-in');
    await lazy.signIn({ returnTo: '/x' });
    expect(inner.signIn).toHaveBeenCalledOnceWith({ returnTo: '/x' });
    expect(await lazy.credential('websocket')).toBe(NO_CREDENTIAL);
    expect(inner.credential).toHaveBeenCalledOnceWith('websocket');
    expect(await lazy.renew()).toBeTrue();
    await lazy.signOut();
    await lazy.forget('refused');
    expect(inner.signOut).toHaveBeenCalledTimes(1);
    expect(inner.forget).toHaveBeenCalledOnceWith('refused');
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('asks the server where the strategy can, and takes a session for known where it cannot', async () => {
    const lazy = lazyStrategy(() =>
      Promise.resolve(Object.assign(strategy(), { isValid: () => Promise.resolve(false) })),
    );
    expect(await lazy.isValid?.()).toBeFalse();
    expect(await lazyStrategy(() => Promise.resolve(strategy())).isValid?.()).toBeTrue();
  });

  it('asks whether Qlik accepts the credential where the strategy can, and lets a refusal count where it cannot', async () => {
    const asking = Object.assign(strategy(), { isAccepted: () => Promise.resolve(true) });
    expect(await lazyStrategy(() => Promise.resolve(asking)).isAccepted?.()).toBeTrue();
    expect(await lazyStrategy(() => Promise.resolve(strategy())).isAccepted?.()).toBeFalse();
  });

  it('says what failed to load, and tries again at the next call', async () => {
    spyOn(globalThis, 'fetch').and.rejectWith(new TypeError('no network'));
    const load = jasmine
      .createSpy('load')
      .and.returnValues(Promise.reject(new TypeError('gone')), Promise.resolve(strategy()));
    const lazy = lazyStrategy(load);
    const error = await qlikErrorOf(lazy.restore());
    expect([error.code, error.isRetryable]).toEqual(['http-unreachable', true]);
    expect(await lazy.restore()).toBe('signed-in');
  });
});

describe('injectPage', () => {
  const page = () => TestBed.runInInjectionContext(() => injectPage());

  for (const [path, expected] of [
    ['/reports?x=1#y', 'reports?x=1#y'],
    ['reports', 'reports'],
    ['https://evil.example/x', 'https://evil.example/x'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
  ] as const) {
    it(`has an address below the application for ${path}`, () => {
      TestBed.configureTestingModule({ providers: [{ provide: APP_BASE_HREF, useValue: '/base/' }] });
      expect(page().addressOf(path)).toBe(`${location.origin}/base/${expected}`);
    });
  }

  for (const base of ['/', '/base/', 'https://app.example/']) {
    it(`has no address of another origin for any path, below ${base}`, () => {
      TestBed.configureTestingModule({ providers: [{ provide: APP_BASE_HREF, useValue: base }] });
      const { origin } = new URL(base, location.href);
      for (const path of [
        '//evil.example/x',
        '///evil.example',
        '/\\evil.example',
        '\\\\evil.example',
        '/\t/evil.example',
      ])
        expect(new URL(page().addressOf(path)).origin)
          .withContext(path)
          .toBe(origin);
    });
  }

  it('knows an address that was followed from a reload', () => {
    const [entry] = performance.getEntriesByType('navigation');
    if (!(entry instanceof PerformanceNavigationTiming)) throw new Error('This browser times nothing.');
    spyOn(performance, 'getEntriesByType').and.returnValue([entry]);
    const type = spyOnProperty(PerformanceNavigationTiming.prototype, 'type');
    expect(page().isNewNavigation()).toBe(false);
    type.and.returnValue('navigate');
    expect(page().isNewNavigation()).toBeTrue();
    type.and.returnValue('back_forward');
    expect(page().isNewNavigation()).toBeFalse();
  });

  it('tells when it is shown again, while a caller listens', () => {
    refuseForeignSignals();
    const show = (persisted: boolean) =>
      window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted }));
    let returns = 0;
    const end = page().onRestoredFromCache(() => returns++);
    const endOther = page().onRestoredFromCache(() => returns++);
    show(false);
    expect(returns).toBe(0);
    endOther();
    show(true);
    expect(returns).toBe(1);
    end();
    show(true);
    expect(returns).toBe(1);
  });

  it('ends a navigation that is under way', () => {
    const stop = spyOn(window, 'stop');
    page().stopNavigation();
    expect(stop).toHaveBeenCalledTimes(1);
  });
});
