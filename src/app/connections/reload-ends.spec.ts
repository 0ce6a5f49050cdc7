import { provideExperimentalZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { QlikAuthService, type TokenStorage } from 'ngx-qlik';
import { fakeConnection, provideQlikTesting, QlikTesting, settled } from 'ngx-qlik/testing';
import { ActivityLog } from '../activity/activity-log';
import { ReloadEnds } from './reload-ends';
import { ReloadNoticeComponent } from './reload-notice.component';

const ENDED = 'Loading the page again ended the sign-in';

describe('a sign-in with its tokens in memory', () => {
  async function loadPage(restored: 'signed-in' | 'signed-out', tokenStorage: TokenStorage) {
    TestBed.resetTestingModule();
    const auth = { type: 'oauth2', clientId: 'c', tokenStorage } as const;
    const connection = fakeConnection({ id: 'acme', label: 'Acme', auth });
    TestBed.configureTestingModule({
      providers: [
        provideExperimentalZonelessChangeDetection(),
        provideQlikTesting({ connections: [connection], states: { acme: restored } }),
      ],
    });
    await TestBed.inject(QlikTesting).ready();
    TestBed.inject(ReloadEnds);
    const fixture = TestBed.createComponent(ReloadNoticeComponent);
    fixture.componentRef.setInput('connection', connection);
    const text = async () => {
      await settled();
      await fixture.whenStable();
      return (fixture.nativeElement as HTMLElement).textContent?.trim() ?? '';
    };
    await text();
    return { text, auth: TestBed.inject(QlikAuthService), log: TestBed.inject(ActivityLog) };
  }
  const leave = (persisted = false) => dispatchEvent(new PageTransitionEvent('pagehide', { persisted }));

  beforeEach(() => sessionStorage.clear());
  afterEach(() => sessionStorage.clear());

  it('is said to have ended with a reload, until the next sign-in', async () => {
    await loadPage('signed-in', 'memory');
    leave();
    const { text, auth, log } = await loadPage('signed-out', 'memory');
    expect(await text()).toContain(ENDED);
    expect(log.latestStep('acme')).toEqual(jasmine.objectContaining({ title: ENDED, outcome: 'noted' }));
    await auth.signIn('acme');
    expect(await text()).toContain('A reload of the page ends this sign-in');
    expect(log.latestStep('acme')?.title).toBe('Signed in');
    await auth.signOut('acme');
    expect(await text()).toBe('');
    leave();
    expect(await (await loadPage('signed-out', 'memory')).text()).toBe('');
  });

  it('goes on where the browser shows the page again as it was left', async () => {
    await loadPage('signed-in', 'memory');
    leave(true);
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    expect(await (await loadPage('signed-out', 'memory')).text()).toBe('');
  });

  for (const storage of ['session', 'local'] as const)
    it(`has no such end with its tokens in the ${storage} storage`, async () => {
      await loadPage('signed-in', storage);
      leave();
      const { text, log } = await loadPage('signed-out', storage);
      expect(await text()).toBe('');
      expect(log.latestStep('acme')?.title).not.toBe(ENDED);
    });
});
