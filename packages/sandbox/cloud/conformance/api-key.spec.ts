import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createQlikApi } from '@qlik/api';
import { FLIGHTS, startTestTenant } from '../testing/test-tenant.ts';

const { tenant, engine } = await startTestTenant({
  after: (close) => {
    after(close);
  },
});
const grace = tenant.findUser('grace');
assert.ok(grace);
const api = createQlikApi({
  hostConfig: { host: tenant.origin, authType: 'apikey', apiKey: await tenant.issueApiKey(grace, 'Test') },
});

test('@qlik/api lists spaces, opens an app and changes something with an API key', async () => {
  const spaces = await api.spaces.getSpaces({ sort: '+name' });
  assert.deepEqual(
    spaces.data.data?.map((space) => space.name),
    ['Flight operations', 'Public data'],
  );
  const appSession = api.qix.openAppSession({ appId: FLIGHTS });
  await appSession.getDoc();
  assert.equal(engine.connections.at(-1)?.user.name, 'Grace Hopper');
  await appSession.close();
  const made = await api.apiKeys.createApiKey({ description: 'Second', expiry: 'P1D' });
  assert.equal(made.status, 201);
  await api.apiKeys.deleteApiKey(made.data.id);
  const kinds = new Set(tenant.requests.since(0).map(({ credential }) => credential?.kind));
  assert.ok(kinds.has('bearer-apikey') && !kinds.has('bearer-oauth'));
});

test('@qlik/api reports a wrong API key', async () => {
  const wrong = createQlikApi({ hostConfig: { host: tenant.origin, authType: 'apikey', apiKey: 'guess' } });
  await assert.rejects(wrong.users.getMyUser(), { status: 401 });
  const appSession = wrong.qix.openAppSession({ appId: FLIGHTS, identity: 'wrong' });
  await assert.rejects(appSession.getDoc());
  await appSession.close();
});
