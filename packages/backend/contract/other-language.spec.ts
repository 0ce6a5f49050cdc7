import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { json, TestBrowser } from '../testing/test-browser.ts';
import { freePort } from '../testing/test-redis.ts';
import { waitUntilUp } from '../testing/wait-until-up.ts';
import { problemAnswer } from './answers.ts';
import { OPERATIONS } from './operations.ts';

const GUIDE = readFileSync(new URL('../../../docs/backend-in-another-language.md', import.meta.url), 'utf8');
const [, PROGRAM = ''] = /```python\n(.*?)```/s.exec(GUIDE) ?? [];
const NO_PYTHON = spawnSync('python3', ['--version']).status === 0 ? false : 'there is no Python here';

describe('the backend in Python of the guide', { skip: NO_PYTHON }, () => {
  let tenant: FakeTenant;
  let child: ChildProcess;
  let origin: string;
  before(async () => {
    tenant = await startFakeTenant();
    const port = await freePort();
    origin = `http://localhost:${port}`;
    child = spawn('python3', ['-c', PROGRAM], {
      stdio: ['ignore', 'ignore', 'ignore'],
      env: {
        PATH: process.env['PATH'],
        ...{ QLIK_HOST: tenant.origin, QLIK_CLIENT_ID: 'client', QLIK_CLIENT_SECRET: SECRETS.client },
        ...{ PUBLIC_URL: origin, PORT: String(port) },
      },
    });
    await waitUntilUp(child, `${origin}/app/session`, 200);
  });
  after(async () => {
    child.kill('SIGKILL');
    await tenant.close();
  });

  const base = '/api/qlik/production';
  const signIn = async (): Promise<TestBrowser> => {
    const browser = new TestBrowser(origin);
    assert.equal((await browser.get('/login')).status, 200);
    return browser;
  };
  /** Checks an answer by the contract. @returns its body */
  const check = async (id: string, response: Response): Promise<Record<string, unknown>> => {
    const answer = OPERATIONS.find((each) => each.id === id)?.answers[response.status];
    const shape = answer === undefined ? problemAnswer : answer;
    assert.equal(response.headers.get('cache-control'), 'private, no-store');
    if (shape === null) return {};
    const body = await json(response);
    assert.equal(shape.safeParse(body).error, undefined, JSON.stringify(body));
    return body;
  };

  it('gives its user a token, another one after a refusal, and revokes it at the sign-out', async () => {
    const ada = await signIn();
    const { user } = await check('getSession', await ada.get('/app/session'));
    assert.deepEqual(user, { id: 'ada', name: 'Ada' });
    const ask = async (body: object): Promise<unknown> =>
      (await check('getAccessToken', await ada.post(`${base}/access-token`, body)))['accessToken'];
    const [first, again] = await Promise.all([ask({}), ask({})]);
    assert.match(String(first), /^very-secret-token/);
    assert.equal(again, first);
    const second = await ask({ refusedToken: first });
    assert.notEqual(second, first);
    await check('getConnectionSession', await ada.get(`${base}/session`));
    assert.equal((await ada.post(`${base}/sign-out`)).status, 204);
    assert.equal(tenant.revoked.at(-1), second);
  });

  it('refuses what the package refuses, with its codes', async () => {
    const ada = await signIn();
    const path = `${base}/access-token`;
    const signedOut = new TestBrowser(origin);
    const refusals: readonly [Promise<Response>, number, string][] = [
      [signedOut.post(path, {}), 401, 'host-signed-out'],
      [ada.post(path, {}, { origin: 'https://evil.example' }), 403, 'cross-site'],
      [ada.send(path, { method: 'POST' }), 403, 'cross-site'],
      [ada.post(path, {}, { 'sec-fetch-site': 'cross-site' }), 403, 'cross-site'],
      [ada.post(path, { user: 'grace' }), 400, 'bad-body'],
      [ada.post(path, { refusedToken: 'x'.repeat(70_000) }), 413, 'body-too-large'],
    ];
    for (const [answer, status, code] of refusals) {
      const response = await answer;
      assert.deepEqual([response.status, (await check('getAccessToken', response))['code']], [status, code]);
    }
    tenant.tokenFault = { status: 500, body: 'very-secret' };
    const eve = await ada.post(path, { refusedToken: 'none' });
    tenant.tokenFault = undefined;
    assert.doesNotMatch(await eve.text(), /very-secret$/);
  });
});
