import { fakeConnection, postFromOtherPage, qlikErrorOf, settled } from 'ngx-qlik/testing';
import type { OAuth2Auth } from '../../../connections/connection-auth';
import type { QlikConnection } from '../../../connections/connection';
import { sharedName } from '../../browser-storage';
import { FakePage } from '../../testing/fake-page';
import { until } from '../../testing/until';
import { createOAuth2 } from '../oauth2';

const NAMED: QlikConnection = {
  ...fakeConnection({ id: 'acme', label: 'Acme' }),
  auth: { type: 'oauth2', clientId: 'client-1' },
};
const MARK = sharedName('silent-sign-in', NAMED);

const tokenOf = (sub: string, number: number) =>
  ['e30', btoa(JSON.stringify({ sub, number })).replaceAll('=', ''), 's'].join('.');

/** The tenant: its token endpoint, and what the frame of a silent sign-in gets from it. */
class FakeTenant {
  user = 'ada';
  isOpaque = false;
  isRevocationDown = false;
  refreshToken: string | undefined;
  readonly revoked: string[] = [];
  readonly redeemed: string[] = [];
  answer: Record<string, string> = { code: 'code-1' };
  beforeAnswer: () => Promise<void> = () => Promise.resolve();

  constructor() {
    spyOn(window, 'fetch').and.callFake(async (input, init) => {
      await this.beforeAnswer();
      return this.receive(input as string, init);
    });
  }

  get frame(): HTMLIFrameElement | null {
    return document.querySelector('iframe[data-ngx-qlik-sign-in]');
  }

  /** What the frame asks for; answers it. */
  async answerFrame(): Promise<URLSearchParams> {
    await until(() => this.frame !== null);
    const asked = new URL(this.frame?.src ?? '').searchParams;
    const answer = new URLSearchParams({ ...this.answer, state: asked.get('state') ?? '' });
    await postFromOtherPage('ngx-qlik:oauth2', answer.toString());
    return asked;
  }

  private receive(url: string, init: RequestInit | undefined): Response {
    const form = new URLSearchParams(init?.body as URLSearchParams);
    if (init?.method === 'HEAD') return new Response();
    if (url.endsWith('/oauth/revoke')) {
      this.revoked.push(form.get('token') ?? '');
      if (this.isRevocationDown) throw new TypeError('Failed to fetch');
      return new Response();
    }
    this.redeemed.push(form.get('grant_type') ?? '');
    return Response.json({
      access_token: this.isOpaque
        ? `opaque-${this.redeemed.length}`
        : tokenOf(this.user, this.redeemed.length),
      token_type: 'bearer',
      expires_in: 3600,
      ...(this.refreshToken === undefined ? {} : { refresh_token: this.refreshToken }),
    });
  }
}

function begin(auth: Partial<OAuth2Auth> = {}) {
  const page = new FakePage();
  const written: OAuth2Auth = { type: 'oauth2', clientId: 'client-1', silentSignIn: true, ...auth };
  return { page, strategy: createOAuth2({ ...NAMED, auth: written }, page) };
}

/** Signs in with the user, by a redirect whose answer a new page takes up. */
async function signedIn(auth: Partial<OAuth2Auth> = {}) {
  const { page, strategy } = begin(auth);
  strategy.signIn({}).catch(() => undefined);
  await until(() => page.navigations.length === 1);
  const state = new URL(page.navigations[0] ?? '').searchParams.get('state') ?? '';
  sessionStorage.setItem(sharedName('oauth2:answer', NAMED), `code=code-0&state=${state}`);
  const next = begin(auth).strategy;
  expect(await next.restore()).toBe('signed-in');
  return next;
}

describe('OAuth2Strategy without the user', () => {
  let tenant: FakeTenant;
  beforeEach(() => {
    sessionStorage.clear();
    localStorage.clear();
    tenant = new FakeTenant();
  });

  it('asks nothing for a user who never signed in here, nor where it is not configured', async () => {
    expect(await begin().strategy.restore()).toBe('signed-out');
    await signedIn({ silentSignIn: false });
    expect(localStorage.getItem(MARK)).toBeNull();
    localStorage.setItem(MARK, '1');
    expect(await begin({ silentSignIn: false }).strategy.restore()).toBe('signed-out');
    expect(tenant.frame).toBeNull();
  });

  for (const reason of ['replaced', 'signed-out'] as const)
    it(`asks no more by a frame when its connection is ${reason} while a stored sign-in is taken up`, async () => {
      tenant.refreshToken = 'refresh-1';
      await signedIn({ tokenStorage: 'session' });
      const { strategy } = begin({ tokenStorage: 'session' });
      // It is over, and is renewed at once.
      const later = Date.now() + 7_200_000;
      spyOn(Date, 'now').and.returnValue(later);
      let answer: () => void = () => undefined;
      const waiting = new Promise<void>((resolve) => (answer = resolve));
      tenant.beforeAnswer = () => waiting;
      const restoring = strategy.restore();
      await settled();
      const forgetting = strategy.forget(reason);
      answer();
      await forgetting;
      expect(await restoring.catch(() => 'failed')).not.toBe('signed-in');
      expect(tenant.frame).toBeNull();
      expect(Object.values(sessionStorage).join()).not.toContain(tokenOf('ada', tenant.redeemed.length));
    });

  it('removes the frame of a renewal when its connection is removed', async () => {
    const strategy = await signedIn();
    const renewing = strategy.renew();
    await until(() => tenant.frame !== null);
    await strategy.forget('replaced');
    await settled();
    expect(tenant.frame).toBeNull();
    await expectAsync(renewing.catch(() => false)).toBeResolvedTo(false);
  });

  it('signs in after a reload, by a frame with prompt=none', async () => {
    await signedIn({ authorizeParameters: { prompt: 'consent', ui_locales: 'de' } });
    const { strategy } = begin({ authorizeParameters: { prompt: 'consent', ui_locales: 'de' } });
    const restoring = strategy.restore();
    const asked = await tenant.answerFrame();
    expect(Object.fromEntries(asked)).toEqual(
      jasmine.objectContaining({
        response_type: 'code',
        client_id: 'client-1',
        redirect_uri: 'https://app.example/base/oauth-callback.html',
        code_challenge_method: 'S256',
        prompt: 'none',
        ui_locales: 'de',
      }),
    );
    expect(await restoring).toBe('signed-in');
    expect((await strategy.credential('rest')).headers['Authorization']).toContain('Bearer e30.');
    expect(tenant.redeemed.length).toBe(2);
  });

  it('leaves it to the user when the tenant would have to ask, and asks no more', async () => {
    await signedIn();
    tenant.answer = { error: 'login_required' };
    const restoring = begin().strategy.restore();
    await tenant.answerFrame();
    expect(await restoring).toBe('signed-out');
    expect(await begin().strategy.restore()).toBe('signed-out');
    expect(localStorage.getItem(MARK)).toBeNull();
  });

  it('leaves it to the user when no answer comes', async () => {
    await signedIn();
    const restoring = begin().strategy.restore();
    await until(() => tenant.frame !== null);
    jasmine.clock().install();
    tenant.frame?.dispatchEvent(new Event('load'));
    jasmine.clock().tick(2_000);
    jasmine.clock().uninstall();
    expect(await restoring).toBe('signed-out');
    expect(localStorage.getItem(MARK)).toBeNull();
  });

  it('asks nothing where the answer would come to a page of another origin', async () => {
    await signedIn();
    const { strategy } = begin({ redirectUri: 'https://other.example/oauth-callback.html' });
    expect(await strategy.restore()).toBe('signed-out');
    expect(tenant.frame).toBeNull();
  });

  it('leaves alone that another user has signed in meanwhile', async () => {
    const strategy = await signedIn();
    tenant.answer = { error: 'login_required' };
    const renewing = strategy.renew();
    await until(() => tenant.frame !== null);
    await strategy.forget('replaced');
    expect(await renewing).toBeFalse();
    expect(localStorage.getItem(MARK)).toBe('1');
  });

  it('tells another reason for which the tenant ends it, once', async () => {
    await signedIn();
    tenant.answer = { error: 'invalid_scope' };
    const error = qlikErrorOf(begin().strategy.restore());
    await tenant.answerFrame();
    expect((await error).code).toBe('sign-in-failed');
    expect(await begin().strategy.restore()).toBe('signed-out');
  });

  for (const reason of ['signed-out', 'refused'] as const) {
    it(`does nothing after the session was forgotten because it was ${reason}`, async () => {
      await (await signedIn()).forget(reason);
      expect(await begin().strategy.restore()).toBe('signed-out');
    });
  }

  it('goes on after another sign-in replaced this one', async () => {
    await (await signedIn()).forget('replaced');
    const restoring = begin().strategy.restore();
    await tenant.answerFrame();
    expect(await restoring).toBe('signed-in');
  });

  it('ends when the user signs in, and when the user signs out', async () => {
    await signedIn();
    const { page, strategy } = begin();
    const restoring = qlikErrorOf(strategy.restore());
    await until(() => tenant.frame !== null);
    strategy.signIn({}).catch(() => undefined);
    expect((await restoring).code).toBe('sign-in-canceled');
    await until(() => page.navigations.length === 1);
    const other = begin().strategy;
    const again = qlikErrorOf(other.restore());
    await until(() => tenant.frame !== null);
    await other.signOut();
    expect((await again).code).toBe('sign-in-canceled');
    expect(tenant.frame).toBeNull();
  });

  it('renews in a frame where there is no refresh token, as the same sign-in', async () => {
    const strategy = await signedIn({ tokenStorage: 'session' });
    const stored = () =>
      JSON.parse(sessionStorage.getItem(sharedName('oauth2:tokens', NAMED)) ?? '{}') as object;
    const { signIn = '' } = stored() as { signIn?: string };
    expect(signIn).not.toBe('');
    const renewing = strategy.renew();
    await tenant.answerFrame();
    expect(await renewing).toBeTrue();
    expect(stored()).toEqual(jasmine.objectContaining({ accessToken: tokenOf('ada', 2), signIn }));
  });

  it('renews with the refresh token where there is one', async () => {
    tenant.refreshToken = 'refresh';
    const strategy = await signedIn();
    expect(await strategy.renew()).toBeTrue();
    expect(tenant.redeemed).toEqual(['authorization_code', 'refresh_token']);
  });

  for (const [whose, prepare] of [
    ['another user', () => (tenant.user = 'grace')],
    [
      'a user that the token does not name',
      () => {
        tenant.isOpaque = true;
        tenant.isRevocationDown = true;
      },
    ],
  ] as const) {
    it(`does not renew by a session of ${whose}, and gives that token back`, async () => {
      const strategy = await signedIn();
      prepare();
      const renewing = strategy.renew();
      await tenant.answerFrame();
      expect(await renewing).toBeFalse();
      await settled();
      expect(tenant.revoked.length).toBe(1);
      expect((await strategy.credential('rest')).headers['Authorization']).toContain(tokenOf('ada', 1));
    });
  }

  it('takes the session of another user in a page that shows nothing of one', async () => {
    await signedIn({ tokenStorage: 'session' });
    const entry = sharedName('oauth2:tokens', NAMED);
    const stored = JSON.parse(sessionStorage.getItem(entry) ?? '{}') as { signIn?: string };
    delete stored.signIn;
    sessionStorage.setItem(entry, JSON.stringify({ ...stored, expiresAt: 1 }));
    tenant.user = 'grace';
    const { strategy } = begin({ tokenStorage: 'session' });
    const restoring = strategy.restore();
    await tenant.answerFrame();
    await until(() => tenant.revoked.length === 1);
    await tenant.answerFrame();
    expect(await restoring).toBe('signed-in');
    expect((await strategy.credential('rest')).headers['Authorization']).toContain(tokenOf('grace', 3));
  });

  it('renews a stored sign-in of a version that gave it no name', async () => {
    await signedIn({ tokenStorage: 'session' });
    const entry = sharedName('oauth2:tokens', NAMED);
    const stored = JSON.parse(sessionStorage.getItem(entry) ?? '{}') as { signIn?: string };
    delete stored.signIn;
    sessionStorage.setItem(entry, JSON.stringify({ ...stored, expiresAt: 1 }));
    const restoring = begin({ tokenStorage: 'session' }).strategy.restore();
    await tenant.answerFrame();
    expect(await restoring).toBe('signed-in');
  });
});
