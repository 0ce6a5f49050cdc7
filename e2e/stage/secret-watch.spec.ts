import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, it } from 'node:test';
import type { BrowserContext } from '@playwright/test';
import { SecretWatch } from './secret-watch.ts';

const ORIGIN = 'http://localhost:1';
const TENANT = 'http://localhost:2';
const SECRET = 'very-secret-client-secret';
const TOKEN = 'access-token-of-the-page';

/** As much of a request as the watch looks at. */
function request(address: string, headers: Record<string, string> = {}, body = '') {
  return { method: () => 'POST', url: () => address, headers: () => headers, postData: () => body };
}

function response(address: string, body: string, requestBody = '') {
  return {
    request: () => request(address, {}, requestBody),
    url: () => address,
    headers: () => ({}),
    text: () => Promise.resolve(body),
    json: () => Promise.resolve(JSON.parse(body) as unknown),
  };
}

async function foundAfter(play: (context: EventEmitter) => void): Promise<readonly string[]> {
  const context = new EventEmitter();
  const watch = new SecretWatch([{ name: 'a client secret', text: SECRET }]);
  watch.follow(context as unknown as BrowserContext, ORIGIN);
  play(context);
  return watch.found();
}

const learn = (context: EventEmitter) =>
  context.emit('response', response(`${TENANT}/oauth/token`, JSON.stringify({ access_token: TOKEN })));

describe('the search for secrets in journeys', () => {
  for (const [what, play] of [
    ['an answer', (page) => page.emit('response', response(`${ORIGIN}/api/x`, SECRET))],
    ['an address', (page) => page.emit('request', request(`${TENANT}/?x=${SECRET}`))],
    ['what is sent', (page) => page.emit('request', request(`${TENANT}/`, {}, SECRET))],
    ['a Referer', (page) => page.emit('request', request(`${TENANT}/`, { referer: SECRET }))],
    ['the console', (page) => page.emit('console', { text: () => SECRET })],
  ] as readonly (readonly [string, (context: EventEmitter) => void])[]) {
    it(`finds a secret in ${what}, and does not repeat it`, async () => {
      const found = await foundAfter(play);
      assert.equal(found.length, 1);
      assert.match(found.join(), /^a client secret in /);
      assert.ok(!found.join().split(' in ')[0]?.includes(SECRET));
    });
  }

  it("finds a page's token where others can read it, even if it was used before it was known", async () => {
    for (const leak of [
      request(`${TENANT}/?accessToken=${TOKEN}`),
      request(`${ORIGIN}/api/x`, { authorization: `Bearer ${TOKEN}` }),
    ]) {
      const found = await foundAfter((context) => {
        context.emit('request', leak);
        learn(context);
      });
      assert.match(found.join(), /^an access token in /);
    }
  });

  it('lets the token go to its tenant, and one for an address be in that address', async () => {
    const found = await foundAfter((context) => {
      learn(context);
      context.emit('request', request(`${TENANT}/api`, { authorization: `Bearer ${TOKEN}` }));
      const exchanged = JSON.stringify({ access_token: 'for-one-address-only' });
      context.emit('response', response(`${TENANT}/oauth/token`, exchanged, 'grant_type=token-exchange'));
      context.emit('request', request(`${TENANT}/x?accessToken=for-one-address-only`));
    });
    assert.deepEqual(found, []);
  });
});
