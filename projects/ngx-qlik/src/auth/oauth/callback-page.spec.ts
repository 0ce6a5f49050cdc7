import { fakeConnection, qlikErrorOf } from 'ngx-qlik/testing';
import type { QlikConnection } from '../../connections/connection';
import { FakePage } from '../testing/fake-page';
import { createOAuth2 } from '../strategies/oauth2';
import { checkCallbackPage } from './callback-page';

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
    });
  }

  for (const address of [SHIPPED, OTHER]) {
    it(`takes the application itself for no callback page (${new URL(address).pathname})`, async () => {
      spyOn(window, 'fetch').and.resolveTo(html(startPage()));
      expect((await qlikErrorOf(checkCallbackPage(CONNECTION, address))).code).toBe('callback-page-missing');
    });
  }

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
      spyOn(window, 'fetch').and.resolveTo(html('Not found', 404));
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
