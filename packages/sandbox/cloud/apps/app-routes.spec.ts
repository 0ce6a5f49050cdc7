import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { objectId } from '../users/object-id.ts';
import { at, callApi, FLIGHTS, list, startTestTenant, text, tokenFor } from '../testing/test-tenant.ts';

const { tenant } = await startTestTenant({
  after: (close) => {
    after(close);
  },
});
const [grace, edgar] = await Promise.all([tokenFor(tenant, 'grace'), tokenFor(tenant, 'edgar')]);
const FLIGHT_OPERATIONS = objectId('space', 'Flight operations');

const send = (token: string, method: string, path: string, attributes: object = {}) =>
  callApi(tenant, token, path, { method, body: JSON.stringify({ attributes }) });
const namesOf = async (token: string, query: string): Promise<unknown[]> =>
  list((await callApi(tenant, token, `/items?${query}`)).body, 'data').map((item) => at(item, 'name'));

test('a user creates an app, renames it and deletes it; other users cannot see it', async () => {
  const made = await send(grace, 'POST', '/apps', { name: 'Mine' });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  const id = text(made.body, 'attributes', 'id');
  assert.deepEqual(await namesOf(grace, 'spaceId=personal'), ['Mine']);
  assert.equal((await callApi(tenant, edgar, `/apps/${id}`)).status, 404);
  assert.equal((await send(edgar, 'DELETE', `/apps/${id}`)).status, 404);

  const renamed = await send(grace, 'PUT', `/apps/${id}`, { name: 'Ours' });
  assert.equal(at(renamed.body, 'attributes', 'name'), 'Ours');
  assert.equal((await send(grace, 'DELETE', `/apps/${id}`)).status, 200);
  assert.equal((await callApi(tenant, grace, `/apps/${id}`)).status, 404);
  assert.deepEqual(await namesOf(grace, 'spaceId=personal'), []);
});

test('a copy goes into a space where the user may create, and is seen by those in it', async () => {
  const copy = await send(grace, 'POST', `/apps/${FLIGHTS}/copy`, {
    name: 'Flights, copied',
    spaceId: FLIGHT_OPERATIONS,
  });
  assert.equal(copy.status, 200, JSON.stringify(copy.body));
  assert.ok((await namesOf(grace, `spaceId=${FLIGHT_OPERATIONS}`)).includes('Flights, copied'));
  const refused = await send(edgar, 'POST', '/apps', {
    name: 'x',
    spaceId: objectId('space', 'Public data'),
  });
  assert.equal(refused.status, 403);
});

test('the demo apps cannot be changed', async () => {
  assert.equal((await send(grace, 'DELETE', `/apps/${FLIGHTS}`)).status, 403);
  assert.equal((await send(grace, 'PUT', `/apps/${FLIGHTS}`, { name: 'x' })).status, 403);
});

test('a bad body is a 400 that names the path', async () => {
  for (const [attributes, place] of [
    [{ name: '' }, '/attributes/name'],
    [{ spaceId: 'nowhere' }, '/attributes/spaceId'],
  ] as const) {
    const answer = await send(grace, 'POST', '/apps', attributes);
    assert.equal(answer.status, 400, JSON.stringify(attributes));
    assert.equal(at(answer.body, 'errors', 0, 'meta', 'source', 'pointer'), place);
  }
});
