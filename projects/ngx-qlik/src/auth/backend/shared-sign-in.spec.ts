import { fakeConnection, qlikErrorOf } from 'ngx-qlik/testing';
import type { QlikConnection, QlikPlatform } from '../../connections/connection';
import { withHeader, withPfx } from '../strategies/client-managed';
import { withApiKey, withM2M } from '../strategies/cloud';
import { strategyOf } from '../testing/fake-page';
import { FakeServer } from '../testing/fake-server';

const SESSION = 'GET /api/qlik/acme/session';
const SIGN_OUT = 'POST /api/qlik/acme/sign-out';
const codeOf = async (promise: Promise<unknown>) => (await qlikErrorOf(promise)).code;
const ada = () => Response.json({ type: 'm2m', hostUser: { id: 'ada', name: 'Ada' }, isSignedIn: true });
const serve = () => new FakeServer().on(SESSION, ada).on(SIGN_OUT, () => new Response(null, { status: 204 }));

for (const [type, feature, platform] of [
  ['m2m', withM2M, 'cloud'],
  ['apikey', withApiKey, 'cloud'],
  ['header', withHeader, 'client-managed'],
  ['pfx', withPfx, 'client-managed'],
] as const satisfies readonly (readonly [string, unknown, QlikPlatform])[]) {
  describe(type, () => {
    const connection: QlikConnection = fakeConnection({
      id: 'acme',
      platform,
      host: `${location.origin}/qlik/acme`,
      auth: { type },
    });
    const begin = () => strategyOf(feature(), connection);
    beforeEach(() => sessionStorage.clear());

    it('is signed in as the user of the application, and sends no credential', async () => {
      serve();
      const strategy = begin();
      expect(await strategy.restore()).toBe('signed-in');
      const { headers, queryParams, cookies } = await strategy.credential('rest');
      expect(cookies).toBe('same-origin');
      if (platform === 'cloud') expect([headers, queryParams]).toEqual([{}, {}]);
      else {
        expect(headers['X-Qlik-Xrfkey']).toMatch(/^[0-9A-Za-z]{16}$/);
        expect(queryParams).toEqual({ xrfkey: headers['X-Qlik-Xrfkey'] ?? '' });
      }
      expect((await strategy.credential('websocket')).queryParams).toEqual({});
    });

    it('is signed out without a user of the application', async () => {
      serve().on(SESSION, new Response('{}', { status: 401 }));
      expect(await begin().restore()).toBe('signed-out');
      expect(await codeOf(begin().signIn({}))).toBe('sign-in-required');
    });

    it('asks for a sign-in to the application when that has ended', async () => {
      const server = serve();
      const strategy = begin();
      await strategy.signIn({});
      server.on(SESSION, new Response('{}', { status: 401 }));
      const error = await qlikErrorOf(strategy.renew());
      expect([error.code, error.remedy]).toEqual([
        'sign-in-required',
        'Sign in to this application first, then try again.',
      ]);
      expect(await strategy.isValid?.()).toBeFalse();
      expect(await strategy.isAccepted?.()).toBeFalse();
      server.on(SESSION, ada);
      expect(await strategy.renew()).toBeTrue();
      server.on(SESSION, Response.json({ isSignedIn: false }));
      expect(await strategy.renew()).toBeFalse();
    });

    it('ends when another user signs in to the application', async () => {
      const server = serve();
      const strategy = begin();
      await strategy.signIn({});
      server.on(SESSION, Response.json({ hostUser: { id: 'grace' }, isSignedIn: true }));
      expect(await strategy.renew()).toBeFalse();
      await strategy.signIn({});
      expect(await strategy.renew()).toBeTrue();
    });

    it('reports whether Qlik accepts the credential, and asks only for a user who is signed in', async () => {
      const who = platform === 'cloud' ? 'GET /qlik/acme/api/v1/users/me' : 'GET /qlik/acme/qrs/about';
      const server = serve().on(who, Response.json({}));
      const strategy = begin();
      await strategy.signIn({});
      expect(await strategy.isAccepted?.()).toBeTrue();
      server.on(who, new Response('{}', { status: 401 }));
      expect(await strategy.isAccepted?.()).toBeFalse();
      server.on(SESSION, Response.json({ isSignedIn: false }));
      server.off(who);
      expect(await strategy.isAccepted?.()).toBeFalse();
    });

    it('fails, and is not signed out, while the backend is down', async () => {
      const server = serve();
      const strategy = begin();
      await strategy.signIn({});
      server.off(SESSION);
      expect(await codeOf(strategy.renew())).toBe('http-unreachable');
      server.on(SESSION, ada);
      expect(await strategy.renew()).toBeTrue();
    });

    it('says so to a user who may not use it', async () => {
      serve().on(SESSION, Response.json({ detail: 'Not you.' }, { status: 403 }));
      const error = await qlikErrorOf(begin().signIn({}));
      expect(error.code).toBe('sign-in-refused');
      expect(error.message).toContain('Not you');
    });

    it('signs out in the backend, until the user signs in', async () => {
      const server = serve();
      const strategy = begin();
      await strategy.signIn({});
      await strategy.signOut();
      expect(server.calls).toContain(SIGN_OUT);
      expect(await begin().restore()).toBe('signed-out');
    });
  });
}
