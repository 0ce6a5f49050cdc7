import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { objectId } from '../users/object-id.ts';
import {
  at,
  callApi,
  list,
  startTestTenant,
  text,
  tokenFor,
  WEB_CLIENT,
  postToken,
} from '../testing/test-tenant.ts';

const { tenant } = await startTestTenant({
  after: (close) => {
    after(close);
  },
});
const [ada, grace, edgar, dora] = await Promise.all(
  ['ada', 'grace', 'edgar', 'dora'].map((user) => tokenFor(tenant, user)),
);
const FLIGHT_OPERATIONS = objectId('space', 'Flight operations');
const PUBLIC_DATA = objectId('space', 'Public data');

async function namesSeenBy(token = '', query = ''): Promise<unknown[]> {
  const answer = await callApi(tenant, token, `/spaces?${query}`);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return list(answer.body, 'data').map((space) => at(space, 'name'));
}

test('each user sees the spaces of their roles, the admin all', async () => {
  assert.deepEqual(await namesSeenBy(grace), ['Flight operations', 'Public data']);
  assert.deepEqual(await namesSeenBy(edgar), ['Public data']);
  assert.deepEqual(await namesSeenBy(dora), []);
  assert.equal((await namesSeenBy(ada, 'limit=100')).length, 60);
});

test('a client that acts as itself sees all with admin_classic', async () => {
  const answer = await postToken(tenant, {
    ...WEB_CLIENT,
    grant_type: 'client_credentials',
    scope: 'admin_classic',
  });
  assert.equal((await namesSeenBy(text(answer.body, 'access_token'), 'limit=100')).length, 60);
});

test('a space carries the caller’s roles and actions', async () => {
  const producer = await callApi(tenant, grace ?? '', `/spaces/${FLIGHT_OPERATIONS}`);
  assert.deepEqual(at(producer.body, 'meta', 'roles'), ['producer']);
  assert.deepEqual(at(producer.body, 'meta', 'actions'), ['read', 'create']);
  assert.equal(
    text(producer.body, 'links', 'assignments', 'href'),
    `${tenant.origin}/api/v1/spaces/${FLIGHT_OPERATIONS}/assignments`,
  );
  const owner = await callApi(tenant, ada ?? '', `/spaces/${PUBLIC_DATA}`);
  assert.deepEqual(at(owner.body, 'meta', 'roles'), at(owner.body, 'meta', 'assignableRoles'));
});

test('a space without access is a 404', async () => {
  for (const path of [FLIGHT_OPERATIONS, `${FLIGHT_OPERATIONS}/assignments`, 'nonsense']) {
    const answer = await callApi(tenant, edgar ?? '', `/spaces/${path}`);
    assert.equal(answer.status, 404, path);
    assert.equal(at(answer.body, 'code'), at(answer.body, 'errors', 0, 'code'));
  }
});

test('every filter narrows the list', async () => {
  assert.deepEqual(await namesSeenBy(ada, 'name=FLIGHT'), ['Flight operations']);
  assert.deepEqual(await namesSeenBy(ada, 'name=50%25'), []);
  assert.deepEqual(await namesSeenBy(grace, 'type=managed'), ['Public data']);
  assert.deepEqual(await namesSeenBy(grace, 'roles=producer,publisher'), ['Flight operations']);
  assert.deepEqual(await namesSeenBy(grace, 'action=publish'), []);
  assert.deepEqual(await namesSeenBy(grace, 'environmentId=67f4fba37f7cbb2f04ce727a'), []);
  assert.equal((await namesSeenBy(grace, 'environment.name=')).length, 2);
  assert.deepEqual(await namesSeenBy(ada, `ownerId=${objectId('user', 'ada')}`), [
    'Flight operations',
    'Public data',
  ]);
  const types = await callApi(tenant, ada ?? '', '/spaces?type=shared,data&limit=100');
  assert.deepEqual([...new Set(list(types.body, 'data').map((space) => at(space, 'type')))].sort(), [
    'data',
    'shared',
  ]);
});

test('sorts by each field, up and down, with the sign encoded or not', async () => {
  const names = (await namesSeenBy(ada, 'limit=100')) as string[];
  assert.deepEqual(
    names,
    [...names].sort((a, b) => a.localeCompare(b, 'en')),
  );
  for (const sort of ['sort=-name', 'sort=%2Dname']) {
    assert.deepEqual(await namesSeenBy(ada, `limit=100&${sort}`), [...names].reverse());
  }
  assert.deepEqual(await namesSeenBy(ada, 'limit=100&sort=+name'), names);
  for (const field of ['type', 'createdAt']) {
    const answer = await callApi(tenant, ada ?? '', `/spaces?limit=100&sort=-${field}`);
    const values = list(answer.body, 'data').map((space) => text(space, field));
    assert.deepEqual(values, [...values].sort().reverse());
  }
});

test('a bad parameter is a 400 that names it', async () => {
  const cases = [
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=ten', 'limit'],
    ['limit=0&limit=2', 'limit'],
    ['sort=color', 'sort'],
    ['type=secret', 'type'],
    ['roles=king', 'roles'],
    ['action=read', 'action'],
    ['next=nonsense', 'next'],
    ['prev=bm9uc2Vuc2U', 'prev'],
    ['next=a&prev=b', 'next'],
  ];
  for (const [query, parameter] of cases) {
    const answer = await callApi(tenant, ada ?? '', `/spaces?${query}`);
    assert.equal(answer.status, 400, query);
    assert.equal(
      at(answer.body, 'errors', 0, 'meta', 'source', 'parameter'),
      parameter,
      JSON.stringify(answer.body),
    );
  }
});

test('a cursor of another order is refused', async () => {
  const first = await callApi(tenant, ada ?? '', '/spaces?limit=5&sort=name');
  const next = new URL(text(first.body, 'links', 'next', 'href')).searchParams.get('next') ?? '';
  assert.equal((await callApi(tenant, ada ?? '', `/spaces?limit=5&sort=createdAt&next=${next}`)).status, 400);
});

test('creates, changes and deletes a space with rights, and refuses without', async () => {
  const body = JSON.stringify({ name: 'Test space', type: 'shared', description: 'x' });
  assert.equal((await callApi(tenant, grace ?? '', '/spaces', { method: 'POST', body })).status, 403);
  const created = await callApi(tenant, ada ?? '', '/spaces', { method: 'POST', body });
  assert.equal(created.status, 201);
  assert.equal((await callApi(tenant, ada ?? '', '/spaces', { method: 'POST', body })).status, 409);
  const path = `/spaces/${text(created.body, 'id')}`;
  const patch = JSON.stringify([{ op: 'replace', path: '/name', value: 'Renamed' }]);
  const patched = await callApi(tenant, ada ?? '', path, { method: 'PATCH', body: patch });
  assert.equal(at(patched.body, 'name'), 'Renamed');
  const put = await callApi(tenant, ada ?? '', path, {
    method: 'PUT',
    body: JSON.stringify({ description: 'y' }),
  });
  assert.equal(at(put.body, 'name'), 'Renamed');
  assert.equal(at(put.body, 'description'), 'y');
  const bad = JSON.stringify([{ op: 'replace', path: '/name', value: 'a/b' }]);
  assert.equal((await callApi(tenant, ada ?? '', path, { method: 'PATCH', body: bad })).status, 400);
  assert.equal((await callApi(tenant, ada ?? '', path, { method: 'DELETE' })).status, 204);
  assert.equal((await callApi(tenant, ada ?? '', path)).status, 404);
  assert.equal(
    (await callApi(tenant, ada ?? '', `/spaces/${FLIGHT_OPERATIONS}`, { method: 'DELETE' })).status,
    412,
  );
  const change = { method: 'PUT', body: JSON.stringify({ name: 'Mine' }) };
  assert.equal((await callApi(tenant, grace ?? '', `/spaces/${FLIGHT_OPERATIONS}`, change)).status, 403);
});

test('membership changes what its user sees, at once', async () => {
  const path = `/spaces/${FLIGHT_OPERATIONS}/assignments`;
  const assigneeId = objectId('user', 'dora');
  const assign = (roles: string[]) => ({
    method: 'POST',
    body: JSON.stringify({ assigneeId, type: 'user', roles }),
  });
  assert.equal((await callApi(tenant, grace ?? '', path, assign(['consumer']))).status, 403);
  assert.equal((await callApi(tenant, ada ?? '', path, assign(['publisher']))).status, 400);
  assert.equal((await callApi(tenant, ada ?? '', path, assign([]))).status, 400);
  const made = await callApi(tenant, ada ?? '', path, assign(['consumer']));
  assert.equal(made.status, 201);
  assert.equal((await callApi(tenant, ada ?? '', path, assign(['consumer']))).status, 409);
  assert.deepEqual(await namesSeenBy(dora), ['Flight operations']);
  const found = await callApi(tenant, grace ?? '', `${path}?assigneeId=${assigneeId}`);
  assert.equal(at(found.body, 'meta', 'count'), 1);
  const one = `${path}/${text(made.body, 'id')}`;
  const update = { method: 'PUT', body: JSON.stringify({ roles: ['dataconsumer'] }) };
  assert.deepEqual(at((await callApi(tenant, ada ?? '', one, update)).body, 'roles'), ['dataconsumer']);
  assert.equal((await callApi(tenant, ada ?? '', one, { method: 'DELETE' })).status, 204);
  assert.equal((await callApi(tenant, ada ?? '', one)).status, 404);
  assert.deepEqual(await namesSeenBy(dora), []);
});
