import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { apiKeyConnection, type FakeTenant, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { TestBrowser } from '../testing/test-browser.ts';
import type { ResolveUser } from './resolve-user.ts';

const TOKEN = 'operator-token-of-the-spec-0123456789';

describe('the sessions of users whom a proxy names', () => {
  let tenant: FakeTenant;
  let backend: TestBackend;
  let waitMs = 0;
  let asked = (): void => undefined;
  const resolveUser: ResolveUser = async ({ headers }) => {
    asked();
    await delay(waitMs);
    return { id: decodeURIComponent(String(headers['x-user'])) };
  };
  before(async () => {
    tenant = await startFakeTenant();
    backend = await startTestBackend({
      connections: {
        key: apiKeyConnection(tenant.origin),
      },
      settings: { signIn: { resolveUser, signInPath: undefined }, operatorToken: TOKEN },
    });
  });
  after(async () => {
    await backend.close();
    await tenant.close();
  });

  const get = (user: string): Promise<Response> =>
    new TestBrowser(backend.origin).get('/qlik/key/api/v1/spaces', { 'x-user': encodeURIComponent(user) });
  const operate = async (user: string): Promise<unknown> => {
    const response = await fetch(`${backend.origin}/app/users/${encodeURIComponent(user)}/end-sessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'x-user': 'operator' },
    });
    return response.json();
  };

  it('end for each user alone, whatever is in the id', async () => {
    const users = [
      '__proto__',
      'constructor',
      'a:b',
      'a',
      "a'",
      'a/b?c#d',
      '\u00e9',
      'e\u0301',
      'x'.repeat(256),
      '€'.repeat(256),
      'A',
    ];
    for (const user of users) assert.equal((await get(user)).status, 200, user);
    for (const user of users) assert.deepEqual(await operate(user), { ended: 1 }, user);
    for (const user of users) assert.deepEqual(await operate(user), { ended: 0 }, user);
  });

  it('do not begin with a request whose user an operator signs out meanwhile', async () => {
    const begun = new Promise<void>((resolve) => (asked = resolve));
    waitMs = 500;
    const answer = get('ada');
    await begun;
    waitMs = 0;
    assert.deepEqual(await operate('ada'), { ended: 0 });
    assert.equal((await answer).status, 401);
    assert.equal((await get('ada')).status, 200);
  });

  it('do not begin after a sign-out in an instance whose clock is behind', async (t) => {
    const begun = new Promise<void>((resolve) => (asked = resolve));
    waitMs = 300;
    // The store has the time from before this.
    const ahead = Date.now() + 60_000;
    const clock = t.mock.method(Date, 'now', () => ahead);
    const answer = get('edgar');
    await begun;
    clock.mock.restore();
    waitMs = 0;
    assert.deepEqual(await operate('edgar'), { ended: 0 });
    assert.equal((await answer).status, 401);
  });
});
