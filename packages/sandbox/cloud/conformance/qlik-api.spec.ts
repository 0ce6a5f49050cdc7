import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createQlikApi } from '@qlik/api';
import { objectId } from '../users/object-id.ts';
import { FLIGHTS, startTestTenant } from '../testing/test-tenant.ts';

// One tenant for the file, and other users or scopes for each test: @qlik/api keeps tokens per client, scope and user in
// the whole process, without regard to the host.
const { tenant, engine } = await startTestTenant({
  after: (close) => {
    after(close);
  },
});

const credentials = {
  host: tenant.origin,
  authType: 'oauth2' as const,
  clientId: 'sandbox-web',
  clientSecret: 'sandbox-web-secret',
};

async function namesOfSpaces(api: ReturnType<typeof createQlikApi>): Promise<string[]> {
  const answer = await api.spaces.getSpaces({ sort: '+name' });
  return (answer.data.data ?? []).map((space) => space.name);
}

test('@qlik/api lists the spaces of the OAuth client itself (client credentials)', async () => {
  const api = createQlikApi({ hostConfig: credentials });
  assert.deepEqual(await namesOfSpaces(api), ['Flight operations', 'Public data']);
  const me = await api.users.getMyUser();
  assert.equal(me.data.subject, 'qlikbot\\sandbox-web');
});

test('@qlik/api impersonates by subject and sees what that user sees', async () => {
  const api = createQlikApi({ hostConfig: { ...credentials, subject: 'grace' } });
  assert.deepEqual(await namesOfSpaces(api), ['Flight operations', 'Public data']);
  assert.equal((await api.users.getMyUser()).data.name, 'Grace Hopper');
  const items = await api.items.getItems({ resourceType: 'app', sort: '+name' });
  assert.deepEqual(
    items.data.data.map((item) => item.name),
    ['Flights', 'Movies', 'Weather'],
  );
  assert.equal((await api.apps.getAppInfo(FLIGHTS)).data.attributes?.name, 'Flights');
});

test('@qlik/api impersonates by user id', async () => {
  const api = createQlikApi({ hostConfig: { ...credentials, userId: objectId('user', 'edgar') } });
  assert.deepEqual(await namesOfSpaces(api), ['Public data']);
  const dora = createQlikApi({ hostConfig: { ...credentials, userId: objectId('user', 'dora') } });
  assert.deepEqual(await namesOfSpaces(dora), []);
});

test('@qlik/api pages forth with next() and back with prev()', async () => {
  const api = createQlikApi({ hostConfig: { ...credentials, subject: 'ada' } });
  const names: string[] = [];
  const first = await api.spaces.getSpaces({ limit: 25, sort: '-createdAt' });
  assert.equal(first.data.meta?.count, 60);
  assert.equal(first.prev, undefined);
  let page = first;
  let last = first;
  for (;;) {
    names.push(...(page.data.data ?? []).map((space) => space.id));
    last = page;
    if (page.next === undefined) {
      break;
    }
    page = await page.next();
  }
  assert.equal(names.length, 60);
  assert.equal(new Set(names).size, 60);
  const back = await last.prev?.();
  assert.deepEqual(
    back?.data.data?.map((space) => space.id),
    names.slice(25, 50),
  );
});

test('@qlik/api filters by part of a name, types and roles', async () => {
  const api = createQlikApi({ hostConfig: { ...credentials, subject: 'ada' } });
  const found = await api.spaces.getSpaces({
    name: 'FLIGHT',
    type: 'shared,managed',
    roles: ['facilitator', 'producer'],
  });
  assert.deepEqual(
    found.data.data?.map((space) => space.name),
    ['Flight operations'],
  );
});

test('@qlik/api renews its token after a 401, with the refresh token if it has one', async () => {
  const api = createQlikApi({
    hostConfig: { ...credentials, subject: 'grace', scope: 'user_default offline_access' },
  });
  await api.users.getMyUser({ noCache: true });
  const seen = tenant.requests.since(0).at(-1)?.seq ?? 0;
  assert.ok((tenant.expireTokens({ user: 'grace' }) ?? 0) > 0);
  assert.equal((await api.users.getMyUser({ noCache: true })).data.name, 'Grace Hopper');
  const statuses = tenant.requests.since(seen).map((entry) => `${entry.path} ${entry.status}`);
  assert.deepEqual(statuses, ['/api/v1/users/me 401', '/oauth/token 200', '/api/v1/users/me 200']);
});

test('@qlik/api reports a wrong secret and an unknown user', async () => {
  const wrong = createQlikApi({
    hostConfig: { ...credentials, clientSecret: 'guess', scope: 'admin_classic' },
  });
  await assert.rejects(
    wrong.users.getMyUser(),
    /unknown or its secret is wrong|AuthorizationError|Invalid client/,
  );
  const unknownUser = createQlikApi({ hostConfig: { ...credentials, subject: 'nobody' } });
  await assert.rejects(unknownUser.users.getMyUser());
  const disabled = createQlikApi({ hostConfig: { ...credentials, subject: 'noah' } });
  await assert.rejects(disabled.users.getMyUser());
});

test('@qlik/api gets an error with Qlik’s body for a bad parameter and an unknown space', async () => {
  const api = createQlikApi({ hostConfig: { ...credentials, subject: 'edgar' } });
  await assert.rejects(api.spaces.getSpaces({ limit: 101 }), (error: unknown) => {
    const { status, data } = error as { status: number; data: { errors: { meta: { source: object } }[] } };
    assert.equal(status, 400);
    assert.deepEqual(data.errors[0]?.meta.source, { parameter: 'limit' });
    return true;
  });
  await assert.rejects(api.spaces.getSpace(objectId('space', 'Flight operations')), { status: 404 });
});

test('@qlik/api opens a socket to the engine as that user', async () => {
  const api = createQlikApi({ hostConfig: { ...credentials, subject: 'ada', scope: 'user_default' } });
  const appSession = api.qix.openAppSession({ appId: FLIGHTS, identity: 'a-b', ttlSeconds: 30 });
  await appSession.getDoc();
  const connection = engine.connections.at(-1);
  assert.deepEqual(
    {
      ...connection?.user,
      appId: connection?.appId,
      identity: connection?.identity,
      ttl: connection?.ttlSeconds,
    },
    {
      id: objectId('user', 'ada'),
      name: 'Ada Lovelace',
      qualifiedName: 'UserDirectory=SANDBOX; UserId=ada',
      appId: FLIGHTS,
      identity: 'a-b',
      ttl: 30,
    },
  );
  await appSession.close();
});
