import { APP_BASE_HREF, DOCUMENT, Location } from '@angular/common';
import { MockLocationStrategy } from '@angular/common/testing';
import { createEnvironmentInjector, EnvironmentInjector, runInInjectionContext } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { fakeConnection, postFromOtherPage, qlikErrorOf, settled } from 'ngx-qlik/testing';
import type { OAuth2Auth } from '../../../connections/connection-auth';
import type { QlikConnection } from '../../../connections/connection';
import type { PendingSignIn } from '../../oauth/callback-page';
import { sharedName } from '../../browser-storage';
import { QLIK_AUTH_STRATEGIES, type QlikAuthStrategy } from '../../strategy';
import { FakePage } from '../../testing/fake-page';
import { until } from '../../testing/until';
import { createOAuth2, withOAuth2 } from '../oauth2';

const NAMED: QlikConnection = {
  ...fakeConnection({ id: 'acme' }),
  auth: { type: 'oauth2', clientId: 'client-1' },
};
const KEY = sharedName('oauth2:tokens', NAMED);

type Auth = Omit<OAuth2Auth, 'type' | 'clientId'>;

/** The tenant's token endpoint: grants numbered tokens, unless a test replaces the answer. */
class FakeTokenServer {
  readonly grants: string[] = [];
  readonly revoked: string[] = [];
  expiresIn: number | undefined = 3600;
  refreshStatus = 200;
  status = 200;
  isDown = false;
  private held: Promise<void> | undefined;

  constructor() {
    (window.fetch as jasmine.Spy<typeof fetch>).and.callFake((input, init) =>
      this.answer(input as string, init),
    );
  }

  pause(): () => void {
    let release: () => void = () => undefined;
    this.held = new Promise((resolve) => (release = resolve));
    return release;
  }

  /** What comes from now on does not wait. */
  letPass(): void {
    this.held = undefined;
  }

  private async answer(url: string, init: RequestInit | undefined): Promise<Response> {
    const form = new URLSearchParams(init?.body as URLSearchParams);
    if (this.isDown) throw new TypeError('Failed to fetch');
    // The host is there.
    if (init?.method === 'HEAD') return new Response();
    if (url.endsWith('/oauth/revoke')) {
      this.revoked.push(form.get('token') ?? '');
      return new Response();
    }
    this.grants.push(form.get('grant_type') ?? '');
    const number = this.grants.length;
    await this.held;
    if (this.status !== 200) return Response.json({}, { status: this.status });
    if (form.get('grant_type') === 'refresh_token' && this.refreshStatus !== 200) {
      return Response.json({ error: 'invalid_grant' }, { status: this.refreshStatus });
    }
    return Response.json({
      access_token: `access-${number}`,
      token_type: 'bearer',
      refresh_token: `refresh-${number}`,
      ...(this.expiresIn === undefined ? {} : { expires_in: this.expiresIn }),
    });
  }
}

class FakeWindow {
  closed = false;
  address = 'about:blank';
  readonly location = { replace: (address: string) => void (this.address = address) };
  stop(): void {
    // Nothing is being loaded.
  }
  close(): void {
    this.closed = true;
  }
}

/** As Chromium's: closed while it loads a page, it stays open for good. */
class LoadingWindow extends FakeWindow {
  isLoading = true;
  private isStuck = false;
  override stop(): void {
    setTimeout(() => (this.isLoading = false), 50);
  }
  override close(): void {
    this.isStuck ||= this.isLoading;
    this.closed = !this.isStuck;
  }
}

/** One that shows a page of another site, of which nothing may be touched. */
class ForeignWindow extends FakeWindow {
  override stop(): void {
    throw new DOMException('Blocked a frame from accessing a cross-origin frame.', 'SecurityError');
  }
}

function connectionWith(auth: Auth = {}): QlikConnection & { readonly auth: OAuth2Auth } {
  const written: OAuth2Auth = { type: 'oauth2', clientId: 'client-1', ...auth };
  return { ...fakeConnection({ id: 'acme', label: 'Acme' }), auth: written };
}

function begin(auth: Auth = {}) {
  const page = new FakePage();
  return { page, strategy: createOAuth2(connectionWith(auth), page) };
}

function store(tokens: object): void {
  const owner = { host: 'https://acme.example', clientId: 'client-1' };
  sessionStorage.setItem(KEY, JSON.stringify({ accessToken: 'stored', ...tokens, ...owner }));
}

/** Plays the callback page of a redirect: the answer to what was left for. */
function answerRedirect(page: FakePage, changes: Record<string, string> = {}): void {
  const left = new URL(page.navigations.at(-1) ?? '');
  const answer = new URLSearchParams({
    code: 'code-1',
    state: left.searchParams.get('state') ?? '',
    ...changes,
  });
  sessionStorage.setItem(sharedName('oauth2:answer', NAMED), answer.toString());
}

const pendingFrom = (stored: string | null) => JSON.parse(stored ?? '{}') as Partial<PendingSignIn>;
const codeOf = async (promise: Promise<unknown>) => (await qlikErrorOf(promise)).code;

describe('OAuth2Strategy', () => {
  // The host is there, and says nothing else.
  beforeEach(() =>
    spyOn(window, 'fetch').and.callFake((_, init) =>
      init?.method === 'HEAD'
        ? Promise.resolve(new Response())
        : Promise.reject(new TypeError('Failed to fetch')),
    ),
  );

  beforeEach(() => {
    sessionStorage.clear();
    localStorage.clear();
  });

  describe('by redirect', () => {
    it('leaves for the tenant with what RFC 7636 asks for, and remembers where to return to', async () => {
      const { page, strategy } = begin({ scope: 'user_default offline_access' });
      strategy.signIn({ returnTo: '/spaces?x=1', forceLogin: true, loginHint: 'ada' }).catch(() => undefined);
      await until(() => page.navigations.length === 1);
      const left = new URL(page.navigations[0] ?? '');
      expect(left.origin + left.pathname).toBe('https://acme.example/oauth/authorize');
      expect(Object.fromEntries(left.searchParams)).toEqual(
        jasmine.objectContaining({
          response_type: 'code',
          client_id: 'client-1',
          redirect_uri: 'https://app.example/base/oauth-callback.html',
          scope: 'user_default offline_access',
          code_challenge_method: 'S256',
          prompt: 'login',
          login_hint: 'ada',
        }),
      );
      expect(left.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
      const pending = sessionStorage.getItem(
        `ngx-qlik:oauth2:pending:${left.searchParams.get('state') ?? ''}`,
      );
      expect(pendingFrom(pending).returnTo).toBe('https://app.example/base/spaces?x=1');
      expect(page.navigations[0]).not.toContain(pendingFrom(pending).codeVerifier);
    });

    it('asks for the default scope, and returns to the present address, by default', async () => {
      const { page, strategy } = begin({ redirectUri: 'https://app.example/other.html' });
      strategy.signIn({}).catch(() => undefined);
      await until(() => page.navigations.length === 1);
      const query = new URL(page.navigations[0] ?? '').searchParams;
      expect(query.get('scope')).toBe('user_default');
      expect(query.get('redirect_uri')).toBe('https://app.example/other.html');
      expect(query.has('prompt') || query.has('login_hint')).toBeFalse();
    });

    it('adds further parameters, those of the sign-in before those of the connection', async () => {
      const authorizeParameters = {
        acr_values: 'mfa',
        ui_locales: 'de',
        login_hint: 'ada',
        prompt: 'consent',
      } as const;
      const { page, strategy } = begin({ authorizeParameters });
      const parameters = { ui_locales: 'fr en', max_age: 60, login_hint: undefined as never, custom: 'x y' };
      strategy.signIn({ parameters, forceLogin: true }).catch(() => undefined);
      await until(() => page.navigations.length === 1);
      const query = Object.fromEntries(new URL(page.navigations[0] ?? '').searchParams);
      expect(query).toEqual(
        jasmine.objectContaining({
          acr_values: 'mfa',
          ui_locales: 'fr en',
          max_age: '60',
          custom: 'x y',
          prompt: 'login',
          response_type: 'code',
        }),
      );
      expect('login_hint' in query).toBeFalse();
    });

    for (const [name, value] of Object.entries({
      state: 'x',
      redirect_uri: 'https://evil.example',
      code_challenge: 'x',
      client_id: 'other',
      response_mode: 'fragment',
      request_uri: 'https://evil.example',
      prompt: 'none',
      nested: {},
    })) {
      it(`leaves for nowhere with the parameter ${name} of a caller without types`, async () => {
        const { page, strategy } = begin();
        const error = await qlikErrorOf(strategy.signIn({ parameters: { [name]: value } as never }));
        expect(error.code).toBe('config-invalid');
        expect(error.message).toContain(`"${name}"`);
        expect(page.navigations).toEqual([]);
      });
    }

    it('leaves the page where a sign-in asks for that in place of a window', async () => {
      const open = spyOn(window, 'open');
      const { page, strategy } = begin({ interaction: 'popup' });
      strategy.signIn({ interaction: 'redirect' }).catch(() => undefined);
      await until(() => page.navigations.length === 1);
      expect(open).not.toHaveBeenCalled();
    });

    it('takes the answer up in the next page, which has tokens then', async () => {
      const server = new FakeTokenServer();
      const { page, strategy } = begin({ tokenStorage: 'session' });
      strategy.signIn({}).catch(() => undefined);
      await until(() => page.navigations.length === 1);
      answerRedirect(page);
      const next = begin({ tokenStorage: 'session' }).strategy;
      expect(await next.restore()).toBe('signed-in');
      expect(server.grants).toEqual(['authorization_code']);
      expect(await next.credential('rest')).toEqual(
        jasmine.objectContaining({
          headers: { Authorization: 'Bearer access-1' },
          cookies: 'omit',
          isReusable: true,
        }),
      );
      expect(await begin({ tokenStorage: 'session' }).strategy.restore()).toBe('signed-in');
    });

    it('takes up no answer when a sign-out overtakes it, even if the server cannot be reached', async () => {
      const server = new FakeTokenServer();
      const { page, strategy } = begin({ tokenStorage: 'session' });
      strategy.signIn({}).catch(() => undefined);
      await until(() => page.navigations.length === 1);
      answerRedirect(page);
      const next = begin({ tokenStorage: 'session' }).strategy;
      const release = server.pause();
      const restoring = next.restore();
      await until(() => server.grants.length === 1);
      await next.signOut();
      release();
      server.isDown = true;
      expect(await restoring).toBe('signed-out');
      await settled();
      expect(sessionStorage.getItem(KEY)).toBeNull();
    });

    it('keeps an answer that a busy tenant does not redeem at once, and not one that fails for good', async () => {
      const server = new FakeTokenServer();
      const { page, strategy } = begin();
      strategy.signIn({}).catch(() => undefined);
      await until(() => page.navigations.length > 0);
      answerRedirect(page);
      const next = begin();
      server.status = 429;
      expect(await codeOf(next.strategy.restore())).toBe('http-rate-limited');
      server.status = 200;
      expect(await next.strategy.restore()).toBe('signed-in');
      next.strategy.signIn({}).catch(() => undefined);
      await until(() => next.page.navigations.length > 0);
      answerRedirect(next.page);
      server.status = 500;
      const last = begin();
      expect(await codeOf(last.strategy.restore())).toBe('sign-in-failed');
      expect(await last.strategy.restore()).toBe('signed-out');
    });

    it('takes up no answer with a wrong state, and asks the server nothing', async () => {
      const server = new FakeTokenServer();
      const { page, strategy } = begin();
      strategy.signIn({}).catch(() => undefined);
      await until(() => page.navigations.length === 1);
      answerRedirect(page, { state: 'forged' });
      expect(await codeOf(begin().strategy.restore())).toBe('sign-in-state-mismatch');
      expect(server.grants).toEqual([]);
    });

    it('is canceled when the user comes back without having finished', async () => {
      const { page, strategy } = begin();
      const code = codeOf(strategy.signIn({}));
      await until(() => page.navigations.length === 1);
      await settled();
      page.restoreFromCache();
      expect(await code).toBe('sign-in-canceled');
    });

    it('is no loop when the user comes back three times by the back button', async () => {
      for (let round = 0; round < 3; round++) {
        const { page, strategy } = begin();
        const code = codeOf(strategy.signIn({}));
        await until(() => page.navigations.length === 1);
        page.restoreFromCache();
        expect(await code).toBe('sign-in-canceled');
      }
    });

    it('is no loop either where the back button loads the page anew', async () => {
      const leaving = new AbortController();
      const failures: unknown[] = [];
      for (let round = 0; round < 3; round++) {
        const { page, strategy } = begin();
        page.isNew = round === 0;
        expect(await strategy.restore()).toBe('signed-out');
        strategy.signIn({ signal: leaving.signal }).catch((thrown: unknown) => failures.push(thrown));
        await until(() => page.navigations.length === 1);
        expect(failures).toEqual([]);
      }
      // Or they would fail after half a minute, in the middle of another spec.
      leaving.abort();
    });

    it('fails after half a minute in which the page was not left, and takes a late answer up all the same', async () => {
      const { page, strategy } = begin();
      jasmine.clock().install();
      try {
        const outcome = qlikErrorOf(strategy.signIn({}));
        await until(() => page.navigations.length === 1);
        jasmine.clock().tick(30_000);
        const error = await outcome;
        expect([error.code, error.isRetryable]).toEqual(['sign-in-timeout', true]);
        expect(error.remedy).toContain('Sign in again');
      } finally {
        jasmine.clock().uninstall();
      }
      new FakeTokenServer();
      answerRedirect(page);
      expect(await begin().strategy.restore()).toBe('signed-in');
    });

    it('counts no time while the page is out of sight, in the cache of the back button', async () => {
      const { page, strategy } = begin();
      jasmine.clock().install();
      try {
        const code = codeOf(strategy.signIn({}));
        await until(() => page.navigations.length === 1);
        window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
        jasmine.clock().tick(300_000);
        page.restoreFromCache();
        expect(await code).toBe('sign-in-canceled');
      } finally {
        jasmine.clock().uninstall();
      }
    });

    it('can be canceled: the page stays, and nothing is left of it', async () => {
      const { page, strategy } = begin();
      const cancelling = new AbortController();
      const code = codeOf(strategy.signIn({ signal: cancelling.signal }));
      await until(() => page.navigations.length === 1);
      cancelling.abort();
      expect(await code).toBe('sign-in-canceled');
      expect(page.stoppedNavigations).toBe(1);
      expect(sessionStorage.length).toBe(0);
    });

    it('does not leave when it was canceled before', async () => {
      const { page, strategy } = begin();
      const cancelling = new AbortController();
      const code = codeOf(strategy.signIn({ signal: cancelling.signal }));
      cancelling.abort();
      expect(await code).toBe('sign-in-canceled');
      expect(await codeOf(strategy.signIn({ signal: AbortSignal.abort() }))).toBe('sign-in-canceled');
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect([page.navigations, sessionStorage.length]).toEqual([[], 0]);
    });

    it('stops going back and forth', async () => {
      for (let round = 0; round < 2; round++) {
        const { page, strategy } = begin();
        strategy.signIn({}).catch(() => undefined);
        await until(() => page.navigations.length === 1);
      }
      const { page, strategy } = begin();
      expect(await codeOf(strategy.signIn({}))).toBe('sign-in-loop');
      expect(page.navigations).toEqual([]);
    });

    it('does not leave where the browser could not remember it', async () => {
      spyOnProperty(window, 'sessionStorage', 'get').and.throwError('SecurityError');
      const { page, strategy } = begin();
      expect(await strategy.restore()).toBe('signed-out');
      expect(await codeOf(strategy.signIn({}))).toBe('sign-in-failed');
      expect(page.navigations).toEqual([]);
    });
  });

  describe('by popup', () => {
    let popup: FakeWindow;
    let open: jasmine.Spy;

    beforeEach(() => {
      popup = new FakeWindow();
      open = spyOn(window, 'open').and.returnValue(popup as unknown as Window);
    });

    async function answer(): Promise<void> {
      await until(() => popup.address !== 'about:blank');
      const state = new URL(popup.address).searchParams.get('state') ?? '';
      await postFromOtherPage('ngx-qlik:oauth2', new URLSearchParams({ code: 'code-1', state }).toString());
    }

    it('opens within the click, and has tokens when it is answered', async () => {
      const server = new FakeTokenServer();
      const { strategy } = begin({ interaction: 'popup' });
      const signingIn = strategy.signIn({});
      expect(open).toHaveBeenCalledTimes(1);
      await answer();
      await signingIn;
      expect(popup.closed).toBeTrue();
      expect(server.grants).toEqual(['authorization_code']);
      expect((await strategy.credential('rest')).headers['Authorization']).toBe('Bearer access-1');
    });

    it('is not undone by a renewal of the user before that comes later', async () => {
      const server = new FakeTokenServer();
      store({ refreshToken: 'r' });
      const { strategy } = begin({ interaction: 'popup', tokenStorage: 'session' });
      await strategy.restore();
      const release = server.pause();
      const renewing = strategy.renew();
      await until(() => server.grants.length === 1);
      server.letPass();
      const signingIn = strategy.signIn({});
      await answer();
      await signingIn;
      release();
      expect(await renewing).toBeFalse();
      expect((await strategy.credential('rest')).headers['Authorization']).toBe('Bearer access-2');
    });

    it('has a name per connection', async () => {
      const signingIn = begin({ interaction: 'popup' }).strategy.signIn({});
      expect((open.calls.mostRecent().args as readonly unknown[])[1]).toBe(
        `ngx-qlik ${document.baseURI} acme`,
      );
      new FakeTokenServer();
      await answer();
      await signingIn;
    });

    it('says that it was blocked, and what to do', async () => {
      open.and.returnValue(null);
      const error = await qlikErrorOf(begin({ interaction: 'popup' }).strategy.signIn({}));
      expect([error.code, String(error.connectionId)]).toEqual(['popup-blocked', 'acme']);
      // An application may have no control that signs in within the page.
      expect(error.remedy).toBe('Allow pop-ups for this page and try again.');
    });

    it('closes the window when the sign-in cannot begin', async () => {
      const { page, strategy } = begin({ interaction: 'popup' });
      spyOn(page, 'resolve').and.throwError('broken');
      await expectAsync(strategy.signIn({})).toBeRejected();
      expect(popup.closed).toBeTrue();
    });

    it('goes on when the window only looks closed, as under COOP, and says so once', async () => {
      new FakeTokenServer();
      const { strategy } = begin({ interaction: 'popup' });
      const onWindowClosed = jasmine.createSpy('onWindowClosed');
      const signingIn = strategy.signIn({ onWindowClosed });
      popup.closed = true;
      await until(() => onWindowClosed.calls.count() > 0);
      await answer();
      await signingIn;
      expect(onWindowClosed).toHaveBeenCalledTimes(1);
      expect((await strategy.credential('rest')).headers['Authorization']).toBe('Bearer access-1');
    });

    it('can be canceled: the window closes, and an answer that comes later is not redeemed', async () => {
      const server = new FakeTokenServer();
      const { strategy } = begin({ interaction: 'popup' });
      const cancelling = new AbortController();
      const code = codeOf(strategy.signIn({ signal: cancelling.signal }));
      await until(() => popup.address !== 'about:blank');
      cancelling.abort();
      expect(await code).toBe('sign-in-canceled');
      expect(popup.closed).toBeTrue();
      await answer();
      await settled();
      expect(server.grants).toEqual([]);
      expect(await strategy.restore()).toBe('signed-out');
    });

    it('closes a window whose page is on its way when it is canceled', async () => {
      popup = new LoadingWindow();
      open.and.returnValue(popup);
      const cancelling = new AbortController();
      const code = codeOf(begin({ interaction: 'popup' }).strategy.signIn({ signal: cancelling.signal }));
      await until(() => popup.address !== 'about:blank');
      cancelling.abort();
      expect(await code).toBe('sign-in-canceled');
      expect(popup.closed).toBeTrue();
    });

    it('closes a window at once that shows the page of the tenant when it is canceled, or is closed', async () => {
      for (const window of [new ForeignWindow(), Object.assign(new FakeWindow(), { closed: true })]) {
        popup = window;
        open.and.returnValue(popup);
        const cancelling = new AbortController();
        const code = codeOf(begin({ interaction: 'popup' }).strategy.signIn({ signal: cancelling.signal }));
        await until(() => popup.address !== 'about:blank');
        // The pause before the window of a page on its way is closed would not end.
        jasmine.clock().install();
        try {
          cancelling.abort();
          expect(await code).toBe('sign-in-canceled');
          expect(popup.closed).toBeTrue();
        } finally {
          jasmine.clock().uninstall();
        }
      }
    });

    it('keeps no tokens that arrive after it was canceled, and revokes them', async () => {
      const server = new FakeTokenServer();
      const { strategy } = begin({ interaction: 'popup', tokenStorage: 'session' });
      const cancelling = new AbortController();
      const code = codeOf(strategy.signIn({ signal: cancelling.signal }));
      const release = server.pause();
      await answer();
      await until(() => server.grants.length === 1);
      cancelling.abort();
      expect(await code).toBe('sign-in-canceled');
      release();
      await until(() => server.revoked.length === 2);
      expect(sessionStorage.getItem(KEY)).toBeNull();
    });

    it('sends the window nowhere when it was canceled before', async () => {
      const { strategy } = begin({ interaction: 'popup' });
      const cancelling = new AbortController();
      const code = codeOf(strategy.signIn({ signal: cancelling.signal }));
      cancelling.abort();
      expect(await code).toBe('sign-in-canceled');
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect([popup.address, popup.closed]).toEqual(['about:blank', true]);
    });

    it('leaves the window to the sign-in that takes its place', async () => {
      new FakeTokenServer();
      const { strategy } = begin({ interaction: 'popup' });
      const cancelling = new AbortController();
      const first = codeOf(strategy.signIn({ signal: cancelling.signal }));
      await until(() => popup.address !== 'about:blank');
      popup.address = 'about:blank';
      cancelling.abort();
      const second = strategy.signIn({});
      expect(await first).toBe('sign-in-canceled');
      expect(popup.closed).toBeFalse();
      await answer();
      await second;
      expect(popup.closed).toBeTrue();
    });

    it('keeps no tokens that arrive after a sign-out, and revokes them', async () => {
      const server = new FakeTokenServer();
      const { strategy } = begin({ interaction: 'popup', tokenStorage: 'session' });
      const code = codeOf(strategy.signIn({}));
      const release = server.pause();
      await answer();
      await until(() => server.grants.length === 1);
      await strategy.signOut();
      release();
      expect(await code).toBe('sign-in-failed');
      await settled();
      expect(sessionStorage.getItem(KEY)).toBeNull();
      expect(server.revoked).toEqual(['refresh-1', 'access-1']);
    });
  });

  describe('of two tenants, one of which answers for the other', () => {
    const ISS = { iss: 'https://globex.example' };

    it('redeems no code that another tenant sent, by redirect', async () => {
      const server = new FakeTokenServer();
      const { page, strategy } = begin();
      strategy.signIn({}).catch(() => undefined);
      await until(() => page.navigations.length === 1);
      answerRedirect(page, ISS);
      const error = await qlikErrorOf(begin().strategy.restore());
      expect(error.code).toBe('sign-in-state-mismatch');
      expect(error.message).toContain('https://globex.example');
      expect(server.grants).toEqual([]);
    });

    it('redeems one that the tenant sent under another of its names', async () => {
      const server = new FakeTokenServer();
      const auth: Auth = { issuers: ['https://globex.example'] };
      const { page, strategy } = begin(auth);
      strategy.signIn({}).catch(() => undefined);
      await until(() => page.navigations.length === 1);
      answerRedirect(page, ISS);
      expect(await begin(auth).strategy.restore()).toBe('signed-in');
      expect(server.grants).toEqual(['authorization_code']);
    });
  });

  describe('restoring', () => {
    it('is signed out where nothing was left', async () => {
      expect(await begin().strategy.restore()).toBe('signed-out');
    });

    it('takes up a token that is good, or that says nothing of its end', async () => {
      store({ expiresAt: Date.now() + 60_000 });
      expect(await begin({ tokenStorage: 'session' }).strategy.restore()).toBe('signed-in');
      store({});
      const { strategy } = begin({ tokenStorage: 'session' });
      expect(await strategy.restore()).toBe('signed-in');
      expect((await strategy.credential('rest')).expiresAt).toBeUndefined();
    });

    it('renews a token that has ended', async () => {
      const server = new FakeTokenServer();
      store({ expiresAt: Date.now() - 1, refreshToken: 'r' });
      const { strategy } = begin({ tokenStorage: 'session' });
      expect(await strategy.restore()).toBe('signed-in');
      expect(server.grants).toEqual(['refresh_token']);
      expect((await strategy.credential('rest')).headers['Authorization']).toBe('Bearer access-1');
    });

    it('forgets a token that has ended and cannot be renewed', async () => {
      store({ expiresAt: Date.now() - 1 });
      expect(await begin({ tokenStorage: 'session' }).strategy.restore()).toBe('signed-out');
      expect(sessionStorage.getItem(KEY)).toBeNull();
    });

    it('forgets a token whose renewal the server refuses', async () => {
      new FakeTokenServer().refreshStatus = 400;
      store({ expiresAt: Date.now() - 1, refreshToken: 'r' });
      expect(await begin({ tokenStorage: 'session' }).strategy.restore()).toBe('signed-out');
      expect(sessionStorage.getItem(KEY)).toBeNull();
    });

    it('keeps a token that could not be renewed because the server is down', async () => {
      new FakeTokenServer().isDown = true;
      store({ expiresAt: Date.now() - 1, refreshToken: 'r' });
      expect(await codeOf(begin({ tokenStorage: 'session' }).strategy.restore())).toBe('http-unreachable');
      expect(sessionStorage.getItem(KEY)).not.toBeNull();
    });

    it('ignores a token of another host', async () => {
      store({ expiresAt: Date.now() + 60_000 });
      const connection = { ...connectionWith({ tokenStorage: 'session' }), host: 'https://evil.example' };
      expect(await createOAuth2(connection, new FakePage()).restore()).toBe('signed-out');
    });
  });

  describe('credentials', () => {
    it('are not there when no user is signed in', async () => {
      expect(await codeOf(begin().strategy.credential('rest'))).toBe('sign-in-required');
    });

    for (const purpose of ['websocket', 'web-resource'] as const) {
      it(`for a ${purpose} are temporary and never the access token itself`, async () => {
        new FakeTokenServer();
        store({});
        const credential = await begin({ tokenStorage: 'session' }).strategy.credential(purpose);
        expect(credential.queryParams).toEqual({ accessToken: 'access-1' });
        expect(credential.headers).toEqual({});
        expect(credential.isReusable).toBeFalse();
      });
    }
  });

  describe('renewing', () => {
    it('is impossible without a refresh token', async () => {
      store({});
      expect(await begin({ tokenStorage: 'session' }).strategy.renew()).toBeFalse();
      expect(await begin().strategy.renew()).toBeFalse();
    });

    it('stores the new tokens', async () => {
      new FakeTokenServer();
      store({ refreshToken: 'r' });
      expect(await begin({ tokenStorage: 'session' }).strategy.renew()).toBeTrue();
      expect(sessionStorage.getItem(KEY)).toContain('access-1');
    });

    it('stores nothing after a sign-out overtook it, and revokes what it got', async () => {
      const server = new FakeTokenServer();
      store({ refreshToken: 'r' });
      const { strategy } = begin({ tokenStorage: 'session' });
      const release = server.pause();
      const renewing = strategy.renew();
      await until(() => server.grants.length === 1);
      await strategy.signOut();
      release();
      expect(await renewing).toBeFalse();
      await settled();
      expect(sessionStorage.getItem(KEY)).toBeNull();
      expect(server.revoked).toEqual(['r', 'stored', 'refresh-1', 'access-1']);
    });
  });

  describe('signing out', () => {
    it('forgets and revokes', async () => {
      const server = new FakeTokenServer();
      store({ refreshToken: 'r' });
      await begin({ tokenStorage: 'session' }).strategy.signOut();
      expect(sessionStorage.getItem(KEY)).toBeNull();
      expect(server.revoked).toEqual(['r', 'stored']);
    });

    it('forgets what was refused, and revokes nothing on suspicion', async () => {
      const server = new FakeTokenServer();
      store({ refreshToken: 'r' });
      await begin({ tokenStorage: 'session' }).strategy.forget('refused');
      expect(sessionStorage.getItem(KEY)).toBeNull();
      expect(server.revoked).toEqual([]);
    });

    it('forgets though the server is down', async () => {
      new FakeTokenServer().isDown = true;
      store({ refreshToken: 'r' });
      expect(await codeOf(begin({ tokenStorage: 'session' }).strategy.signOut())).toBe('http-unreachable');
      expect(sessionStorage.getItem(KEY)).toBeNull();
    });

    it('drops a redirect that is under way', async () => {
      const { page, strategy } = begin();
      strategy.signIn({}).catch(() => undefined);
      await until(() => page.navigations.length === 1);
      await strategy.signOut();
      answerRedirect(page);
      expect(await codeOf(begin().strategy.restore())).toBe('sign-in-state-mismatch');
    });
  });

  describe('in an application', () => {
    /** The page of a browser, but for leaving it. */
    class FakeView extends EventTarget {
      readonly left: string[] = [];
      readonly location = { assign: (address: string) => void this.left.push(address) };
    }

    function create(base: string | undefined, view: FakeView): QlikAuthStrategy {
      const document = { baseURI: 'https://app.example/fallback/', defaultView: view };
      const injector = createEnvironmentInjector(
        [
          withOAuth2().providers,
          { provide: DOCUMENT, useValue: document },
          { provide: Location, useValue: new Location(new BasePath(base ?? '/fallback/')) },
          base === undefined ? [] : [{ provide: APP_BASE_HREF, useValue: base }],
        ],
        TestBed.inject(EnvironmentInjector),
      );
      const [factory] = injector.get(QLIK_AUTH_STRATEGIES);
      if (!factory) throw new Error('There is no factory.');
      return runInInjectionContext(injector, () => factory.create(connectionWith()));
    }

    for (const [base, path] of [
      ['/', '/'],
      ['/base/', '/base/'],
      [undefined, '/fallback/'],
    ] as const) {
      it(`comes back below the base address ${base ?? 'of the document'}`, async () => {
        const view = new FakeView();
        const code = codeOf(create(base, view).signIn({ returnTo: '/spaces' }));
        await until(() => view.left.length === 1);
        const query = new URL(view.left[0] ?? '').searchParams;
        expect(query.get('redirect_uri')).toBe(`https://app.example${path}oauth-callback.html`);
        const pending = sessionStorage.getItem(`ngx-qlik:oauth2:pending:${query.get('state') ?? ''}`) ?? '{}';
        expect(pendingFrom(pending).returnTo).toBe(`https://app.example${path}spaces`);
        await settled();
        view.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
        expect(await code).toBe('sign-in-canceled');
      });
    }

    it('comes back to the present address where none is given, and waits on while the page was not left', async () => {
      const view = new FakeView();
      const code = codeOf(create('/base/', view).signIn({}));
      await until(() => view.left.length === 1);
      const state = new URL(view.left[0] ?? '').searchParams.get('state') ?? '';
      const pending = sessionStorage.getItem(`ngx-qlik:oauth2:pending:${state}`) ?? '{}';
      expect(pendingFrom(pending).returnTo).toBe('https://app.example/base/present?x=1');
      await settled();
      view.dispatchEvent(new Event('pageshow'));
      await settled();
      view.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
      expect(await code).toBe('sign-in-canceled');
    });
  });
});

/** Addresses below a base, with a present one. */
class BasePath extends MockLocationStrategy {
  constructor(private readonly base: string) {
    super();
  }
  override path(): string {
    return '/present?x=1';
  }
  override prepareExternalUrl(internal: string): string {
    return this.base.replace(/\/$/, '') + internal;
  }
}
