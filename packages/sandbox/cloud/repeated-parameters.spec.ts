import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { TestBrowser } from './testing/test-browser.ts';
import { at, callApi, list, startTestTenant, tokenFor } from './testing/test-tenant.ts';

const { tenant } = await startTestTenant({
  after: (close) => {
    after(close);
  },
});
const token = await tokenFor(tenant, 'ada');

async function answer(path: string): Promise<unknown> {
  const { status, body } = await callApi(tenant, token, path);
  assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`);
  // The links have the address of the request.
  return JSON.parse(
    JSON.stringify(body, (key, value: unknown) => (key === 'self' || key === 'links' ? undefined : value)),
  );
}

test('the first value of a repeated parameter counts', async () => {
  for (const [repeated, single] of [
    ['/items?limit=2&limit=1', '/items?limit=2'],
    ['/items?name=Flights&name=Movies', '/items?name=Flights'],
    ['/items?noActions=true&noActions=false', '/items?noActions=true'],
    ['/items?sort=-name&sort=%2Bname', '/items?sort=-name'],
    ['/items?query=mov&query=fli&query=', '/items?query=mov'],
    ['/spaces?name=Public&name=Flight', '/spaces?name=Public'],
    ['/spaces?limit=1&limit=99&sort=-name', '/spaces?limit=1&sort=-name'],
    ['/users?sort=-name&sort=name', '/users?sort=-name'],
    ['/users?totalResults=true&totalResults=false', '/users?totalResults=true'],
    ['/api-keys?status=revoked&status=active', '/api-keys?status=revoked'],
    ['/users/me?x=1&x=2', '/users/me'],
  ] as const)
    assert.deepEqual(await answer(repeated), await answer(single), repeated);
});

test('the values of a repeated list are all in the list', async () => {
  for (const [repeated, single] of [
    ['/items?resourceType=app&resourceType=note', '/items?resourceType=app,note'],
    [
      '/items?resourceType=app&spaceType=shared&spaceType=personal',
      '/items?resourceType=app&spaceType=shared,personal',
    ],
    ['/spaces?type=shared&type=managed', '/spaces?type=shared,managed'],
    ['/spaces?type=data&type=shared,managed', '/spaces?type=data,shared,managed'],
    ['/spaces?roles=consumer&roles=producer', '/spaces?roles=consumer,producer'],
    ['/users?fields=id&fields=name', '/users?fields=id,name'],
  ] as const)
    assert.deepEqual(await answer(repeated), await answer(single), repeated);
  const spaces = list(await answer('/spaces?type=managed&type=shared&limit=100'), 'data');
  assert.deepEqual(new Set(spaces.map((space) => at(space, 'type'))), new Set(['managed', 'shared']));
});

test('each value of a list, and the first value of any other parameter, must be valid', async () => {
  for (const path of ['/spaces?type=shared&type=none', '/items?limit=0&limit=5', '/spaces?sort=x&sort=name'])
    assert.equal((await callApi(tenant, token, path)).status, 400, path);
});

test('a sign-in page returns to the first address', async () => {
  const browser = new TestBrowser(tenant);
  const asked = await browser.open('/login?returnto=/api/v1/users/me&returnto=/api/v1/spaces');
  const { url } = await browser.signIn(asked, 'grace');
  assert.equal(url.pathname, '/api/v1/users/me');
});
