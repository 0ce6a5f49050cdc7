import { Injector } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { QlikAuthService } from 'ngx-qlik';
import { injectAppSession, QixSessions } from 'ngx-qlik/qix';
import { fakeConnection, provideQlikTesting, QlikTesting } from 'ngx-qlik/testing';
import { openEarly } from './open-early';

describe('an app that is opened before its page is there', () => {
  beforeEach(async () => {
    TestBed.configureTestingModule({
      providers: [
        provideQlikTesting({
          connections: [fakeConnection({ id: 'acme' })],
          apps: { sales: { rows: [{ Region: 'North' }] } },
        }),
      ],
    });
    await TestBed.inject(QlikTesting).ready();
  });

  const open = (appId: string) => openEarly(TestBed.inject(Injector), 'acme', appId);
  const useOf = (appId: string) => TestBed.inject(QixSessions).open('acme', appId);

  it('is shared by the page, which has the open app at once', async () => {
    open('sales');
    await TestBed.inject(QlikTesting).whenStable();
    const appSession = TestBed.runInInjectionContext(() =>
      injectAppSession({ connectionId: 'acme', appId: 'sales' }),
    );
    TestBed.flushEffects();
    expect(appSession()?.state().status).toBe('open');
    expect(appSession()?.doc()).toBeDefined();
  });

  it('leaves no session of an app that does not open: the page opens it again, and shows why', async () => {
    open('gone');
    await TestBed.inject(QlikTesting).whenStable();
    const use = useOf('gone');
    expect(use.state().status).toBe('opening');
    await expectAsync(use.ready).toBeRejected();
    expect(use.state().status).toBe('failed');
    use.close();
  });

  it('closes with the sign-in', async () => {
    open('sales');
    const use = useOf('sales');
    await use.ready;
    await TestBed.inject(QlikAuthService).signOut('acme');
    await TestBed.inject(QlikTesting).whenStable();
    expect(use.state().status).toBe('closed');
  });
});
