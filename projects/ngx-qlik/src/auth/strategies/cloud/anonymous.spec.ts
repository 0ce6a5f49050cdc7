import { fakeConnection, qlikErrorOf } from 'ngx-qlik/testing';
import type { AnonymousAuth } from '../../../connections/connection-auth';
import { sharedName } from '../../browser-storage';
import { strategyOf } from '../../testing/fake-page';
import { FakeServer } from '../../testing/fake-server';
import { withAnonymous } from '../cloud';

const TOKEN = 'POST /oauth/token/anonymous-embed';
const EXCHANGE = 'POST /oauth/token';
const auth: AnonymousAuth = { type: 'anonymous', clientId: 'client-1', accessCode: 'code-1' };
const connection = { ...fakeConnection({ id: 'acme', host: 'https://acme.example' }), auth };
const KEY = sharedName('anonymous', connection);
const begin = () => strategyOf(withAnonymous(), connection);
const codeOf = async (promise: Promise<unknown>) => (await qlikErrorOf(promise)).code;
const serve = (more: object = {}) =>
  new FakeServer()
    .on(TOKEN, Response.json({ access_token: 'access-1', ...more }))
    .on(EXCHANGE, Response.json({ access_token: 'temporary' }));
const sentTo = (server: FakeServer) =>
  JSON.parse(server.last(TOKEN).init.body as string) as Readonly<Record<string, string>>;

describe('anonymous', () => {
  beforeEach(() => {
    sessionStorage.clear();
    localStorage.clear();
  });

  it('has a token for the access code, without asking and without cookies', async () => {
    const server = serve({ expires_in: 60 });
    const strategy = begin();
    expect(await strategy.restore()).toBe('signed-in');
    expect(sentTo(server)).toEqual({
      eac: 'code-1',
      client_id: 'client-1',
      grant_type: 'urn:qlik:oauth:anonymous-embed',
      tracking_code: jasmine.stringMatching(/^[0-9a-f]{40}$/) as unknown as string,
    });
    expect(server.last(TOKEN).init.credentials).toBe('omit');
    const { headers, expiresAt } = await strategy.credential('rest');
    expect(headers).toEqual({ Authorization: 'Bearer access-1' });
    expect(expiresAt).toBeGreaterThan(Date.now());
  });

  it('takes a token that says nothing of its end', async () => {
    serve();
    const strategy = begin();
    await strategy.signIn({});
    expect((await strategy.credential('rest')).expiresAt).toBeUndefined();
  });

  for (const purpose of ['websocket', 'web-resource'] as const) {
    it(`exchanges it for a ${purpose}, always for the purpose websocket`, async () => {
      const server = serve();
      const strategy = begin();
      await strategy.signIn({});
      expect((await strategy.credential(purpose)).queryParams).toEqual({ accessToken: 'temporary' });
      expect((server.last(EXCHANGE).init.body as URLSearchParams).get('purpose')).toBe('websocket');
    });
  }

  describe('the tracking code', () => {
    it('begins with the time, and stays the same for a returning anonymous user', async () => {
      spyOn(Date, 'now').and.returnValue(0x12345678 * 1000);
      const server = serve();
      await begin().restore();
      const { tracking_code: first } = sentTo(server);
      expect(first?.slice(0, 8)).toBe('12345678');
      await begin().restore();
      expect(sentTo(server)['tracking_code']).toBe(first ?? '');
    });

    it('is made anew when what is stored is none', async () => {
      localStorage.setItem(KEY, 'forged');
      const server = serve();
      await begin().restore();
      expect(sentTo(server)['tracking_code']).toMatch(/^[0-9a-f]{40}$/);
      expect(localStorage.getItem(KEY)).toBe(sentTo(server)['tracking_code'] ?? '');
    });

    it('lasts for a page where storage is blocked', async () => {
      spyOnProperty(window, 'localStorage', 'get').and.throwError('SecurityError');
      const server = serve();
      expect(await begin().restore()).toBe('signed-in');
      expect(sentTo(server)['tracking_code']).toMatch(/^[0-9a-f]{40}$/);
    });
  });

  for (const status of [400, 401, 403]) {
    it(`says in the tenant's words why it answered ${status}`, async () => {
      serve().on(TOKEN, Response.json({ errors: [{ title: 'The access code is unknown.' }] }, { status }));
      const error = await qlikErrorOf(begin().signIn({}));
      expect(error.code).toBe('sign-in-refused');
      expect(error.message).toContain('access code is unknown');
    });
  }

  it('distinguishes server errors and invalid answers from a refusal', async () => {
    const server = serve().on(TOKEN, new Response('', { status: 503 }));
    expect(await codeOf(begin().restore())).toBe('http-server-error');
    server.on(TOKEN, Response.json({}));
    expect(await codeOf(begin().restore())).toBe('http-unexpected-answer');
    server.off(TOKEN);
    expect(await codeOf(begin().restore())).toBe('http-unreachable');
  });

  it('forgets the token until the next anonymous sign-in', async () => {
    serve();
    const strategy = begin();
    await strategy.restore();
    await strategy.signOut();
    expect(await codeOf(strategy.credential('rest'))).toBe('sign-in-required');
    expect(await begin().restore()).toBe('signed-out');
    await begin().signIn({});
    expect(await begin().restore()).toBe('signed-in');
  });
});
