import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { objectId } from '../users/object-id.ts';
import {
  at,
  callApi,
  FLIGHTS,
  list,
  MOVIES,
  startTestTenant,
  text,
  tokenFor,
} from '../testing/test-tenant.ts';
import { PERSONAL_COPY } from './item-store.ts';

const { tenant } = await startTestTenant({
  after: (close) => {
    after(close);
  },
});
const tokens = new Map(
  await Promise.all(
    ['ada', 'grace', 'edgar', 'dora'].map(async (user) => [user, await tokenFor(tenant, user)] as const),
  ),
);

function get(user: string, path: string) {
  return callApi(tenant, tokens.get(user) ?? '', path);
}

async function names(user: string, query: string): Promise<unknown[]> {
  const answer = await get(user, `/items?${query}`);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return list(answer.body, 'data').map((item) => at(item, 'name'));
}

test('each user sees the apps of their spaces, and their own personal ones', async () => {
  assert.deepEqual(await names('grace', 'resourceType=app'), ['Flights', 'Movies', 'Weather']);
  assert.deepEqual(await names('edgar', 'resourceType=app'), ['Movies', 'Weather']);
  assert.deepEqual(await names('dora', 'resourceType=app'), []);
  assert.deepEqual(await names('ada', 'resourceType=app&spaceId=personal'), [PERSONAL_COPY.name]);
  assert.deepEqual(await names('grace', 'spaceId=personal'), []);
});

test('every filter narrows the list', async () => {
  const ada = objectId('user', 'ada');
  const cases: [string, unknown[]][] = [
    [`spaceId=${objectId('space', 'Flight operations')}`, ['Flights']],
    ['resourceType=app&spaceType=shared', ['Flights']],
    ['resourceType=app&spaceType=shared,personal&sort=-name', ['Flights', PERSONAL_COPY.name]],
    ['resourceType=app[]&name=mov', ['Movies']],
    ['resourceType=app[qvd]', []],
    ['query=about%20weather', ['Weather']],
    [`resourceType=app&resourceId=${MOVIES}`, ['Movies']],
    [`resourceType=app&resourceIds=${MOVIES},${FLIGHTS}`, ['Flights', 'Movies']],
    [`id=${objectId('item', FLIGHTS)}`, ['Flights']],
    [`resourceType=app&notOwnerId=${ada}`, []],
    [`resourceType=app&shared=true&ownerId=${ada}`, ['Flights']],
    ['collectionId=62716f4b39b865ece543cd45', []],
    ['resourceType=app&sort=%2BupdatedAt&spaceType=managed,shared', ['Weather', 'Movies', 'Flights']],
  ];
  for (const [query, expected] of cases) {
    assert.deepEqual(await names('ada', query), expected, query);
  }
  const datasets = await get('ada', '/items?resourceType=dataset[qvd]&limit=100');
  assert.deepEqual(
    [...new Set(list(datasets.body, 'data').map((item) => at(item, 'resourceSubType')))],
    ['qvd'],
  );
});

test('a bad parameter is a 400 that names it', async () => {
  const cases = [
    ['limit=101', 'limit'],
    ['sort=name', 'sort'],
    ['sort=%2Bsize', 'sort'],
    ['resourceType=teapot', 'resourceType'],
    ['resourceType=app[', 'resourceType'],
    ['resourceId=x', 'resourceId'],
    ['resourceIds=x', 'resourceIds'],
    ['resourceType=app[a]&resourceSubType=b', 'resourceSubType'],
    ['spaceType=hidden', 'spaceType'],
    ['noActions=perhaps', 'noActions'],
    ['next=x', 'next'],
  ];
  for (const [query, parameter] of cases) {
    const answer = await get('ada', `/items?${query}`);
    assert.equal(answer.status, 400, query);
    assert.match(text(answer.body, 'errors', 0, 'detail'), new RegExp(`\\b${parameter}\\b`));
  }
});

test('pages have no gaps when the sort key is the same for all items', async () => {
  const seen: unknown[] = [];
  let path = '/items?limit=7&sort=-recentlyUsed';
  for (let pages = 0; pages < 20; pages += 1) {
    const page = await get('ada', path);
    seen.push(...list(page.body, 'data').map((item) => at(item, 'id')));
    const next = at(page.body, 'links', 'next', 'href');
    if (typeof next !== 'string') {
      break;
    }
    assert.ok(next.startsWith(`${tenant.origin}/api/v1/items?`));
    path = next.slice(`${tenant.origin}/api/v1`.length);
  }
  assert.equal(seen.length, 24);
  assert.equal(new Set(seen).size, 24);
});

test('an app that was opened comes first among the recently used', async () => {
  assert.equal((await get('grace', `/apps/${MOVIES}`)).status, 200);
  assert.equal((await names('grace', 'resourceType=app&sort=-recentlyUsed'))[0], 'Movies');
});

test('actions follow the rights in the space, and can be left out', async () => {
  const read = ['addfavorite', 'export', 'exportdata', 'read'];
  const consumer = await get('grace', `/items?resourceType=app&resourceId=${MOVIES}`);
  assert.deepEqual(at(consumer.body, 'data', 0, 'actions'), read);
  const producer = await get('grace', `/items?resourceType=app&resourceId=${FLIGHTS}`);
  assert.ok(list(producer.body, 'data', 0, 'actions').includes('update'));
  const without = await get('grace', `/items?resourceType=app&resourceId=${FLIGHTS}&noActions=true`);
  assert.deepEqual(at(without.body, 'data', 0, 'actions'), []);
});

test('an app has its attributes, and is a 404 for users without access', async () => {
  const app = await get('grace', `/apps/${FLIGHTS}`);
  assert.equal(text(app.body, 'attributes', 'name'), 'Flights');
  assert.ok(list(app.body, 'privileges').includes('update'));
  assert.equal((await get('edgar', `/apps/${FLIGHTS}`)).status, 404);
  assert.equal((await get('grace', `/apps/${PERSONAL_COPY.id}`)).status, 404);
  assert.equal((await get('ada', `/apps/${PERSONAL_COPY.id}`)).status, 200);
  assert.equal((await get('ada', '/apps/unknown')).status, 404);
  assert.equal((await get('edgar', `/items/${objectId('item', FLIGHTS)}`)).status, 404);
  assert.equal((await get('edgar', `/items/${objectId('item', MOVIES)}`)).status, 200);
});
