import { TestBed } from '@angular/core/testing';
import { fakeConnection, qlikErrorOf } from 'ngx-qlik/testing';
import type { QlikConnection } from '../../../connections/connection';
import { rulesOf } from '../../validate-connections';
import { QLIK_AUTH_STRATEGIES, type QlikFeature } from '../../strategy';
import { strategyOf } from '../../testing/fake-page';
import { FakeServer } from '../../testing/fake-server';
import { withApiKey, withInsecureBrowserApiKey } from '../cloud';
import type { AskForApiKey } from './browser-api-key';

const ME = 'GET /api/v1/users/me';
const KEY = 'a-key-of-a-developer';
const codeOf = async (promise: Promise<unknown>) => (await qlikErrorOf(promise)).code;
const tenant: QlikConnection = fakeConnection({
  id: 'acme',
  host: 'https://acme.example',
  auth: { type: 'apikey' },
});

/** As in a build for production. */
async function inProduction<T>(doIt: () => T | Promise<T>): Promise<T> {
  const scope = globalThis as { ngDevMode?: unknown };
  const before = scope.ngDevMode;
  scope.ngDevMode = false;
  try {
    return await doIt();
  } finally {
    scope.ngDevMode = before;
  }
}

function hostRuleOf(feature: QlikFeature) {
  TestBed.resetTestingModule();
  TestBed.configureTestingModule({ providers: [feature.providers] });
  const { hostRules } = rulesOf(TestBed.inject(QLIK_AUTH_STRATEGIES));
  return (host: string) => hostRules.get('apikey')?.(host);
}

describe('withInsecureBrowserApiKey', () => {
  const begin = (ask?: AskForApiKey) => strategyOf(withInsecureBrowserApiKey(ask), tenant);
  const signedIn = async () => {
    const strategy = begin(() => ` ${KEY} `);
    await strategy.signIn({});
    return strategy;
  };
  beforeEach(() => sessionStorage.clear());

  it('is withApiKey() in a production build, which takes no address of a tenant', async () => {
    const rule = hostRuleOf(await inProduction(() => withInsecureBrowserApiKey(() => KEY)));
    expect(rule('https://acme.example')).toContain('a path of this application');
    expect(rule('https://acme.example')).toBe(hostRuleOf(withApiKey())('https://acme.example'));
    expect(rule('/qlik/acme')).toBeUndefined();
  });

  it('signs in nowhere in a production build, even if its code got there', async () => {
    const server = new FakeServer();
    const strategy = begin(() => KEY);
    expect(await inProduction(() => codeOf(strategy.signIn({})))).toBe('http-unreachable');
    // Asked is whether the page is still served, which the code seems to be missing from.
    expect(server.seen.map(({ address }) => address.href)).toEqual([location.href]);
  });

  it('takes the address of a tenant, or a path of the application', () => {
    const rule = hostRuleOf(withInsecureBrowserApiKey());
    expect(rule('https://acme.example')).toBeUndefined();
    expect(rule('/qlik/acme')).toBeUndefined();
    expect(rule('http://acme.example')).toBeDefined();
  });

  it('cannot be named beside withApiKey()', () => {
    expect(withInsecureBrowserApiKey().name).toBe(withApiKey().name);
  });

  it('leaves connections of the backend to the backend', async () => {
    const server = new FakeServer().on(
      'GET /api/qlik/acme/session',
      Response.json({ hostUser: { id: 'ada' }, isSignedIn: true }),
    );
    const connection = fakeConnection({ ...tenant, host: `${location.origin}/qlik/acme` });
    const strategy = strategyOf(
      withInsecureBrowserApiKey(() => KEY),
      connection,
    );
    expect(await strategy.restore()).toBe('signed-in');
    expect((await strategy.credential('rest')).headers).toEqual({});
    expect(server.seen.some(({ headers }) => headers.has('authorization'))).toBeFalse();
  });

  it('asks for the key, tries it, and sends it with REST calls', async () => {
    const server = new FakeServer().on(ME, Response.json({ id: '1' }));
    const strategy = await signedIn();
    expect(server.last(ME).headers.get('authorization')).toBe(`Bearer ${KEY}`);
    expect(server.last(ME).init.credentials).toBe('omit');
    const { headers, cookies, queryParams } = await strategy.credential('rest');
    expect([headers, cookies, queryParams]).toEqual([{ Authorization: `Bearer ${KEY}` }, 'omit', {}]);
  });

  it('opens no WebSocket and no address with it', async () => {
    new FakeServer().on(ME, Response.json({ id: '1' }));
    const strategy = await signedIn();
    expect(await codeOf(strategy.credential('websocket'))).toBe('app-forbidden');
    expect(await codeOf(strategy.credential('web-resource'))).toBe('app-forbidden');
  });

  it('reports whether the tenant accepts the key at hand', async () => {
    const server = new FakeServer().on(ME, Response.json({ id: '1' }));
    expect(await begin().isAccepted?.()).toBeFalse();
    const strategy = await signedIn();
    expect(await strategy.isAccepted?.()).toBeTrue();
    server.on(ME, new Response('{}', { status: 401 }));
    expect(await strategy.isAccepted?.()).toBeFalse();
  });

  it('keeps the key nowhere, and forgets it', async () => {
    new FakeServer().on(ME, Response.json({ id: '1' }));
    const strategy = await signedIn();
    expect(JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)])).not.toContain(KEY);
    expect(await strategy.renew()).toBeFalse();
    await strategy.signOut();
    expect(await codeOf(strategy.credential('rest'))).toBe('sign-in-required');
    expect(await begin().restore()).toBe('signed-out');
  });

  for (const nothing of [null, '', '  ']) {
    it(`is called off by ${JSON.stringify(nothing)}`, async () => {
      const server = new FakeServer();
      expect(await codeOf(begin(() => nothing).signIn({}))).toBe('sign-in-canceled');
      expect(server.seen).toEqual([]);
    });
  }

  it('asks by the prompt of the browser where nothing else is given', async () => {
    new FakeServer().on(ME, Response.json({ id: '1' }));
    const asked = spyOn(window, 'prompt').and.returnValue(KEY);
    const strategy = begin();
    await strategy.signIn({});
    expect(asked.calls.first().args[0]).toContain(tenant.label);
    expect((await strategy.credential('rest')).headers).toEqual({ Authorization: `Bearer ${KEY}` });
  });

  for (const [status, code] of [
    [401, 'sign-in-refused'],
    [403, 'sign-in-refused'],
    [500, 'http-server-error'],
  ] as const) {
    it(`makes ${code} of ${status}`, async () => {
      new FakeServer().on(ME, Response.json({ errors: [{ title: 'No.' }] }, { status }));
      const strategy = begin(() => KEY);
      const error = await qlikErrorOf(strategy.signIn({}));
      expect([error.code, error.status]).toEqual([code, status]);
      expect(`${error.message} ${error.remedy}`).not.toContain(KEY);
      expect(await codeOf(strategy.credential('rest'))).toBe('sign-in-required');
    });
  }

  it('says that the tenant could not be reached', async () => {
    new FakeServer();
    expect(await codeOf(begin(() => KEY).signIn({}))).toBe('http-unreachable');
  });

  it('does not keep a key whose sign-in was overtaken by a sign-out', async () => {
    new FakeServer().on(ME, Response.json({ id: '1' }));
    let answer: (key: string) => void = () => undefined;
    let isAsked: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    const strategy = begin(() => {
      isAsked();
      return new Promise((resolve) => (answer = resolve));
    });
    const signingIn = codeOf(strategy.signIn({}));
    await asked;
    await strategy.signOut();
    answer(KEY);
    expect(await signingIn).toBe('sign-in-failed');
    expect(await codeOf(strategy.credential('rest'))).toBe('sign-in-required');
  });
});
