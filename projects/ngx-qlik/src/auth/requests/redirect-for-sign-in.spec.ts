import { fakeConnection, qlikErrorOf } from 'ngx-qlik/testing';
import { QlikError } from '../../errors/qlik-error';
import { sharedName } from '../browser-storage';
import { FakePage } from '../testing/fake-page';
import { refuseForeignSignals } from '../testing/foreign-signals';
import { countRedirect, forgetRedirects, redirectForSignIn, uncountRedirect } from './redirect-for-sign-in';

const acme = fakeConnection({ id: 'acme' });
const isLoop = (error: { code?: string }) => error.code === 'sign-in-loop';

describe('countRedirect', () => {
  beforeEach(() => {
    sessionStorage.clear();
    jasmine.clock().install().mockDate(new Date('2026-01-01T00:00:00Z'));
  });
  afterEach(() => jasmine.clock().uninstall());

  it('stops the third within half a minute, and allows a deliberate click after that', () => {
    countRedirect(acme);
    countRedirect(acme);
    expect(() => countRedirect(acme)).toThrowMatching(isLoop);
    expect(() => countRedirect(acme)).not.toThrow();
  });

  it('does not count those of half a minute ago', () => {
    countRedirect(acme);
    countRedirect(acme);
    jasmine.clock().tick(30_000);
    expect(() => countRedirect(acme)).not.toThrow();
  });

  it('counts each connection by itself', () => {
    countRedirect(acme);
    countRedirect(acme);
    expect(() => countRedirect(fakeConnection({ id: 'other' }))).not.toThrow();
  });

  it('says why the sign-in does not last where that is known', () => {
    const reason = new QlikError('cookies-blocked', 'Blocked.', { remedy: 'Allow them.' });
    countRedirect(acme, reason);
    countRedirect(acme, reason);
    expect(() => countRedirect(acme, reason)).toThrowMatching(
      (error: QlikError) => isLoop(error) && error.remedy === 'Allow them.' && error.cause === reason,
    );
  });

  it('counts anew after a sign-out', () => {
    countRedirect(acme);
    countRedirect(acme);
    forgetRedirects(acme);
    expect(() => countRedirect(acme)).not.toThrow();
  });

  it('counts no redirect that was taken back, and those before it', () => {
    countRedirect(acme);
    countRedirect(acme);
    uncountRedirect(acme);
    expect(() => countRedirect(acme)).not.toThrow();
    expect(() => countRedirect(acme)).toThrowMatching(isLoop);
    countRedirect(acme);
    uncountRedirect(acme);
    expect(sessionStorage.length).toBe(0);
  });

  for (const foreign of ['not JSON', '{}', '["a"]']) {
    it(`counts anew where it finds ${foreign}`, () => {
      sessionStorage.setItem(sharedName('redirects', acme), foreign);
      countRedirect(acme);
      countRedirect(acme);
      expect(() => countRedirect(acme)).toThrowMatching(isLoop);
    });
  }

  it('lets the redirect fail by its own error where the browser blocks storage', () => {
    spyOnProperty(window, 'sessionStorage', 'get').and.throwError('SecurityError');
    expect(() => countRedirect(acme)).not.toThrow();
    expect(() => forgetRedirects(acme)).not.toThrow();
  });
});

describe('redirectForSignIn', () => {
  it('needs no abort signals of the window, and listens to nothing after its end', async () => {
    refuseForeignSignals();
    const removed = spyOn(window, 'removeEventListener').and.callThrough();
    const page = new FakePage();
    const address = 'https://acme.example/login';
    const error = qlikErrorOf(redirectForSignIn(acme, page, { address, signal: undefined }));
    expect(page.navigations).toEqual([address]);
    page.restoreFromCache();
    expect((await error).code).toBe('sign-in-canceled');
    const added = (window.addEventListener as jasmine.Spy<typeof window.addEventListener>).calls.mostRecent();
    expect(removed.calls.allArgs()).toEqual([[added.args[0], added.args[1]]]);
    expect(added.args[0]).toBe('pagehide');
  });
});
