import { fakeConnection, qlikErrorOf } from 'ngx-qlik/testing';
import type { QlikConnection } from '../../connections/connection';
import { FakePage } from '../testing/fake-page';
import { originName, scopedId, sharedName } from '../browser-storage';
import { createOAuth2 } from '../strategies/oauth2';
import {
  checkCallbackPage,
  forgetPending,
  type PendingSignIn,
  rememberPending,
  takeAnswer,
} from './callback-page';

const CONNECTION = fakeConnection({ id: 'acme', label: 'Acme' });
/** The page that ships with the library, as the test run serves it. */
const SHIPPED = `${location.origin}/oauth-callback.html`;
const OTHER = `${location.origin}/signed-in.html`;

const html = (body: string, status = 200) =>
  new Response(`<!doctype html><html><body>${body}</body></html>`, {
    status,
    headers: { 'content-type': 'text/html' },
  });

/** The start page of this document, as a development server sends it for a file that it does not have. */
function startPage(): string {
  const [script] = Array.from(document.scripts, (each) => each.getAttribute('src')).filter(Boolean);
  return `<app-root></app-root><script type="module" src="${script ?? ''}"></script>`;
}

describe('the check of the callback page', () => {
  it('passes the page that ships with the library', async () => {
    await expectAsync(checkCallbackPage(CONNECTION, SHIPPED)).toBeResolved();
  });

  for (const status of [404, 410]) {
    it(`names a page that does not exist (${status}), and what to do`, async () => {
      spyOn(window, 'fetch').and.resolveTo(html('Not found', status));
      const error = await qlikErrorOf(checkCallbackPage(CONNECTION, SHIPPED));
      expect([error.code, String(error.connectionId), error.isRetryable]).toEqual([
        'callback-page-missing',
        'acme',
        false,
      ]);
      expect(error.message).toContain('/oauth-callback.html');
      expect(error.remedy).toContain('ng add ngx-qlik');
      expect(error.remedy).toContain('angular.json');
      // The rule may be there, and the development server older.
      expect(error.remedy).toContain('start "ng serve" again');
      expect(error.params).toEqual({ page: '/oauth-callback.html' });
    });
  }

  for (const address of [SHIPPED, OTHER]) {
    it(`takes the application itself for no callback page (${new URL(address).pathname})`, async () => {
      spyOn(window, 'fetch').and.resolveTo(html(startPage()));
      expect((await qlikErrorOf(checkCallbackPage(CONNECTION, address))).code).toBe('callback-page-missing');
    });
  }

  it('reads a long page in proportion to its length', async () => {
    spyOn(window, 'fetch').and.resolveTo(html('<script '.repeat(100_000)));
    const begun = performance.now();
    await checkCallbackPage(CONNECTION, OTHER);
    // What grows with the square of the length takes minutes.
    expect(performance.now() - begun).toBeLessThan(2_000);
  });

  it('passes pages of an application’s own making', async () => {
    const own = '<script src="take-the-answer.js"></script>';
    const withScript = `${startPage()}<script src="oauth-callback.js"></script>`;
    for (const page of ['', own, withScript]) {
      const fetch = jasmine.createSpy('fetch').and.resolveTo(html(page));
      const before = window.fetch;
      window.fetch = fetch;
      try {
        await expectAsync(checkCallbackPage(CONNECTION, OTHER)).toBeResolved();
      } finally {
        window.fetch = before;
      }
      expect(fetch).toHaveBeenCalledTimes(1);
    }
  });

  it('lets a sign-in begin where the server cannot tell: down, broken, or of another origin', async () => {
    const fetch = spyOn(window, 'fetch').and.rejectWith(new TypeError('Failed to fetch'));
    await expectAsync(checkCallbackPage(CONNECTION, SHIPPED)).toBeResolved();
    fetch.and.resolveTo(html('', 503));
    await expectAsync(checkCallbackPage(CONNECTION, SHIPPED)).toBeResolved();
    fetch.calls.reset();
    await expectAsync(checkCallbackPage(CONNECTION, 'https://app.example/cb.html')).toBeResolved();
    expect(fetch).not.toHaveBeenCalled();
  });

  for (const interaction of ['redirect', 'popup'] as const) {
    it(`comes before the browser leaves, by ${interaction}`, async () => {
      sessionStorage.clear();
      spyOn(window, 'fetch').and.callFake(() => Promise.resolve(html('Not found', 404)));
      const popup = {
        closed: false,
        location: { replace: jasmine.createSpy('replace') },
        close: jasmine.createSpy('close'),
      };
      spyOn(window, 'open').and.returnValue(popup as unknown as Window);
      const connection: QlikConnection = {
        ...CONNECTION,
        auth: { type: 'oauth2', clientId: 'client-1', redirectUri: SHIPPED, interaction },
      };
      const page = new FakePage();
      const strategy = createOAuth2(connection as never, page);
      expect((await qlikErrorOf(strategy.signIn({}))).code).toBe('callback-page-missing');
      expect([page.navigations, sessionStorage.length]).toEqual([[], 0]);
      expect(popup.location.replace).not.toHaveBeenCalled();
      expect(popup.close).toHaveBeenCalledTimes(interaction === 'popup' ? 1 : 0);
    });
  }
});

const acme = fakeConnection({ id: 'acme' });
const other = fakeConnection({ id: 'other' });

function pending(state: string): PendingSignIn {
  return {
    state,
    codeVerifier: 'verifier',
    redirectUri: 'https://app.example/oauth-callback.html',
    returnTo: 'https://app.example/spaces',
    startedAt: 0,
  };
}

/** What the callback page does. */
function answer(query: string, connection = acme): void {
  sessionStorage.setItem(sharedName('oauth2:answer', connection), query);
}

describe('a pending sign-in', () => {
  beforeEach(() => sessionStorage.clear());

  it('is found again by the state of the answer, once', () => {
    rememberPending(acme, pending('s1'));
    answer('code=c1&state=s1');
    const taken = takeAnswer(acme);
    expect(taken?.pending).toEqual(jasmine.objectContaining(pending('s1')));
    expect(taken?.answer.get('code')).toBe('c1');
    expect(takeAnswer(acme)).toBeUndefined();
    expect(sessionStorage.length).toBe(0);
  });

  it('is not found by a state that was never sent', () => {
    rememberPending(acme, pending('s1'));
    answer('code=c1&state=forged');
    expect(takeAnswer(acme)).toEqual(jasmine.objectContaining({ pending: undefined }));
  });

  it('is not found by an answer without a state', () => {
    rememberPending(acme, pending('s1'));
    answer('code=c1');
    expect(takeAnswer(acme)?.pending).toBeUndefined();
  });

  it('of another connection is not taken', () => {
    rememberPending(other, pending('s1'));
    answer('code=c1&state=s1');
    expect(takeAnswer(acme)?.pending).toBeUndefined();
  });

  it('is replaced by a new one of the same connection, and leaves those of others', () => {
    rememberPending(other, pending('s0'));
    rememberPending(acme, pending('s1'));
    rememberPending(acme, pending('s2'));
    expect(sessionStorage.length).toBe(2);
    forgetPending(acme);
    expect(sessionStorage.length).toBe(1);
    answer('code=c&state=s0', other);
    expect(takeAnswer(other)?.pending?.state).toBe('s0');
  });

  it('survives foreign content under its keys', () => {
    sessionStorage.setItem('ngx-qlik:oauth2:pending:s1', 'not JSON');
    sessionStorage.setItem('ngx-qlik:oauth2:pending:s2', 'null');
    answer('code=c&state=s1');
    expect(takeAnswer(acme)?.pending).toBeUndefined();
    answer('code=c&state=s2');
    expect(takeAnswer(acme)?.pending).toBeUndefined();
  });

  it('says whose it is where the callback page looks, also a page of an earlier version', () => {
    rememberPending(acme, pending('s1'));
    const stored = JSON.parse(sessionStorage.getItem('ngx-qlik:oauth2:pending:s1') ?? '{}') as {
      connectionId?: string;
    };
    expect(stored.connectionId).toBe(scopedId(acme));
    expect(sharedName('oauth2:answer', acme)).toBe(`ngx-qlik:oauth2:answer:${stored.connectionId}`);
  });

  it('of an earlier version of this library fails aloud, and leaves neither answer nor sign-in behind', () => {
    const old = { ...pending('s1'), connectionId: 'acme' };
    sessionStorage.setItem(originName('oauth2:pending:s1'), JSON.stringify(old));
    sessionStorage.setItem(originName('oauth2:answer:acme'), 'code=c1&state=s1');
    const taken = takeAnswer(acme);
    expect([taken?.answer.get('code'), taken?.pending]).toEqual(['c1', undefined]);
    expect(sessionStorage.length).toBe(0);
  });

  it('cannot be where the browser blocks storage, and says so', () => {
    spyOnProperty(window, 'sessionStorage', 'get').and.throwError('SecurityError');
    expect(takeAnswer(acme)).toBeUndefined();
    expect(() => forgetPending(acme)).not.toThrow();
    expect(() => rememberPending(acme, pending('s1'))).toThrowMatching(
      (error: { code?: string; connectionId?: string }) =>
        error.code === 'sign-in-failed' && error.connectionId === 'acme',
    );
  });
});
