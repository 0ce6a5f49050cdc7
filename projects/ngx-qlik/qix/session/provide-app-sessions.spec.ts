import { createEnvironmentInjector, EnvironmentInjector } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideConnectionScope } from 'ngx-qlik/scope';
import { fakeConnection, provideQlikTesting, QlikTesting } from 'ngx-qlik/testing';
import { useEnginePage } from '../engine-page.spec';
import { provideAppSessions } from './provide-app-sessions';
import { QixSessions } from './qix-sessions';
import { DEFAULT_SESSION_LIMITS, QLIK_SESSION_LIMITS } from './session-limits';

describe('the app sessions of a part of the page', () => {
  const page = useEnginePage({ limits: { linger: 0 } });
  const enter = (id: string, limits = {}) =>
    createEnvironmentInjector(
      [provideConnectionScope(id), provideAppSessions(limits)],
      TestBed.inject(EnvironmentInjector),
    );

  it('close with it, and keep other sessions open', async () => {
    const [a, b] = [enter('a'), enter('b')];
    const one = a.get(QixSessions).open('a', 'sales');
    const other = b.get(QixSessions).open('b', 'sales');
    await page.settle();
    expect([one.state().status, other.state().status]).toEqual(['open', 'open']);
    a.destroy();
    await page.settle();
    expect([one.state().status, other.state().status]).toEqual(['closed', 'open']);
    b.destroy();
  });

  it('are of its connection only', () => {
    expect(() => enter('a').get(QixSessions).open('b', 'sales')).toThrowError(/not available here/);
  });

  it('have their own limits, and inherit the others', () => {
    const limits = enter('a', { attempts: 2 }).get(QLIK_SESSION_LIMITS);
    expect([limits.attempts, limits.linger]).toEqual([2, 0]);
    expect(TestBed.inject(QLIK_SESSION_LIMITS).attempts).toBe(10);
  });

  it('may be all of the page, with its limits', async () => {
    TestBed.resetTestingModule();
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({ connections: [fakeConnection({ id: 'acme' })], apps: { sales: { rows: [] } } }),
        provideAppSessions({ open: 120_000 }),
      ],
    });
    expect(TestBed.inject(QLIK_SESSION_LIMITS)).toEqual({ ...DEFAULT_SESSION_LIMITS, open: 120_000 });
    const testing = TestBed.inject(QlikTesting);
    await testing.ready();
    const appSession = TestBed.inject(QixSessions).open('acme', 'sales');
    await testing.whenStable();
    expect(appSession.state().status).toBe('open');
    appSession.close();
  });
});
