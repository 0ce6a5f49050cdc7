import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createQlikApi } from '@qlik/api';
import { ALL_USERS } from '../groups/group.ts';
import { FLIGHTS, startTestTenant } from '../testing/test-tenant.ts';
import { objectId } from '../users/object-id.ts';

// One tenant for the file: @qlik/api keeps tokens per client, scope and user in the whole process, without regard to the host.
const { tenant, engine } = await startTestTenant({
  after: (close) => {
    after(close);
  },
});

type Api = ReturnType<typeof createQlikApi>;
const web = {
  host: tenant.origin,
  authType: 'oauth2' as const,
  clientId: 'sandbox-web',
  clientSecret: 'sandbox-web-secret',
  noCache: true,
};
const provisioning = {
  ...web,
  clientId: 'sandbox-provisioning',
  clientSecret: 'sandbox-provisioning-secret',
};
const withScope = (scope: string): Api => createQlikApi({ hostConfig: { ...provisioning, scope } });
const admin = withScope('admin_classic');
const as = (subject: string): Api => createQlikApi({ hostConfig: { ...web, subject } });
const FLIGHT_OPERATIONS = objectId('space', 'Flight operations');

async function spacesOf(api: Api): Promise<readonly string[]> {
  const answer = await api.spaces.getSpaces({ sort: '+name' }, { noCache: true });
  return (answer.data.data ?? []).map((space) => space.name);
}
async function idOf(subject: string): Promise<string> {
  const { data } = await admin.users.getUsers({ filter: `subject eq "${subject}"` });
  return data.data?.[0]?.id ?? '';
}
/** The status and code of an error of @qlik/api. */
async function refusal(call: Promise<unknown>): Promise<readonly [status: number, code: string]> {
  try {
    await call;
  } catch (error) {
    const { status, data } = error as { status: number; data: { errors: readonly { code: string }[] } };
    return [status, data.errors[0]?.code ?? ''];
  }
  throw new assert.AssertionError({ message: 'The call was not refused.' });
}

test('a client with admin.users creates, changes, disables and deletes users, and nothing else', async () => {
  const api = withScope('admin.users');
  const { data: created, status } = await api.users.createUser({
    subject: 'mary',
    name: 'Mary Jackson',
    email: 'mary@customer.example',
  });
  assert.equal(status, 201);
  assert.equal(created.status, 'active');
  assert.equal((await as('mary').users.getMyUser()).data.name, 'Mary Jackson');
  assert.deepEqual(await spacesOf(as('mary')), []);
  await api.users.patchUser(created.id, [{ op: 'replace', path: '/name', value: 'Mary W. Jackson' }]);
  assert.equal((await api.users.getUser(created.id, {}, { noCache: true })).data.name, 'Mary W. Jackson');

  const again = { subject: 'mary', name: 'Another' };
  assert.deepEqual(await refusal(api.users.createUser(again)), [409, 'USERS-409']);
  assert.deepEqual(await refusal(api.users.createUser({ subject: 'x', email: 'MARY@customer.example' })), [
    409,
    'USERS-409',
  ]);
  assert.deepEqual(await refusal(api.users.createUser({ subject: 'i', status: 'invited' })), [
    400,
    'USERS-400',
  ]);
  assert.deepEqual(await refusal(api.groups.createGroup({ name: 'Crew' })), [403, 'GROUPS-403']);
  assert.deepEqual(
    await refusal(
      api.spaces.createSpaceAssignment(FLIGHT_OPERATIONS, {
        assigneeId: created.id,
        roles: ['consumer'],
        type: 'user',
      }),
    ),
    // Each OAuth client's user is a consumer there.
    [403, 'SPACES-403'],
  );

  await api.users.patchUser(created.id, [{ op: 'replace', path: '/status', value: 'disabled' }]);
  await assert.rejects(as('mary').users.getMyUser({ noCache: true }));
  await api.users.deleteUser(created.id);
  assert.deepEqual(await refusal(api.users.getUser(created.id, {}, { noCache: true })), [404, 'USERS-404']);
});

test('users may not manage users', async () => {
  const edgar = as('edgar');
  assert.deepEqual(await refusal(edgar.users.createUser({ subject: 'y' })), [403, 'USERS-403']);
  assert.deepEqual(await refusal(edgar.users.deleteUser(objectId('user', 'dora'))), [403, 'USERS-403']);
  assert.deepEqual(
    await refusal(
      edgar.users.patchUser(objectId('user', 'edgar'), [
        { op: 'replace', path: '/assignedRoles', value: [{ name: 'TenantAdmin' }] },
      ]),
    ),
    [403, 'USERS-403'],
  );
  await edgar.users.patchUser(objectId('user', 'edgar'), [
    { op: 'replace', path: '/preferredLocale', value: 'de' },
  ]);
});

test('a group opens a space to its members: the space, its items and its apps', async () => {
  const { data: group } = await admin.groups.createGroup({ name: 'Crew', providerType: 'custom' });
  assert.deepEqual(await refusal(admin.groups.createGroup({ name: 'Crew' })), [409, 'GROUPS-409']);
  const found = await admin.groups.getGroups({ filter: 'name eq "Crew"' });
  assert.deepEqual(
    found.data.data?.map(({ id }) => id),
    [group.id],
  );
  const { data: assignment } = await admin.spaces.createSpaceAssignment(FLIGHT_OPERATIONS, {
    assigneeId: group.id,
    roles: ['consumer'],
    type: 'group',
  });
  const repeated = { assigneeId: group.id, roles: ['producer' as const], type: 'group' as const };
  assert.deepEqual(await refusal(admin.spaces.createSpaceAssignment(FLIGHT_OPERATIONS, repeated)), [
    409,
    'SPACES-409',
  ]);
  assert.deepEqual(
    await refusal(admin.spaces.createSpaceAssignment(FLIGHT_OPERATIONS, { ...repeated, assigneeId: 'none' })),
    [400, 'SPACES-400'],
  );
  const dora = as('dora');
  assert.deepEqual(await spacesOf(dora), []);
  const join = (value: readonly object[]): Promise<unknown> =>
    admin.users.patchUser(objectId('user', 'dora'), [
      { op: 'replace', path: '/assignedGroups', value: [...value] },
    ]);
  await join([{ name: 'Crew', providerType: 'custom' }]);
  const { data: me } = await dora.users.getMyUser({ noCache: true });
  assert.deepEqual(me.assignedGroups, [{ id: group.id, name: 'Crew', providerType: 'custom' }]);
  assert.deepEqual(await spacesOf(dora), ['Flight operations']);
  const items = await dora.items.getItems({ resourceType: 'app' }, { noCache: true });
  assert.deepEqual(
    items.data.data.map((item) => item.name),
    ['Flights'],
  );
  assert.equal((await dora.apps.getAppInfo(FLIGHTS, { noCache: true })).data.attributes?.name, 'Flights');
  const appSession = dora.qix.openAppSession({ appId: FLIGHTS });
  await appSession.getDoc();
  const connection = engine.connections.at(-1);
  assert.equal(connection?.access(FLIGHTS), 'allowed');
  await appSession.close();

  assert.deepEqual(await refusal(join([{ name: 'None', providerType: 'custom' }])), [400, 'USERS-400']);
  await join([]);
  assert.deepEqual(await spacesOf(dora), []);
  assert.equal(connection?.access(FLIGHTS), 'not-found');
  await join([{ name: 'Crew', providerType: 'custom' }]);
  await admin.groups.patchGroup(group.id, [{ op: 'replace', path: 'name', value: 'Cabin crew' }]);
  assert.equal((await admin.groups.getGroup(group.id)).data.name, 'Cabin crew');
  await admin.groups.deleteGroup(group.id);
  assert.deepEqual(await spacesOf(dora), []);
  assert.deepEqual(
    await refusal(admin.spaces.getSpaceAssignment(FLIGHT_OPERATIONS, assignment.id, { noCache: true })),
    [404, 'SPACES-404'],
  );
});

test('an assignment of everyone opens a space to all users', async () => {
  const { data: settings } = await admin.groups.getGroupsSettings();
  const system = settings.systemGroups?.['000000000000000000000001'];
  assert.equal(system?.name, 'com.qlik.Everyone');
  const { data: listed } = await admin.groups.getGroups({ systemGroups: true });
  assert.deepEqual(
    listed.data?.map(({ id }) => id),
    [ALL_USERS.id],
  );
  const spaces = withScope('admin.spaces');
  const { data: assignment } = await spaces.spaces.createSpaceAssignment(FLIGHT_OPERATIONS, {
    assigneeId: ALL_USERS.id,
    roles: ['consumer'],
    type: 'group',
  });
  assert.deepEqual(await spacesOf(as('dora')), ['Flight operations']);
  assert.deepEqual(await spacesOf(as('edgar')), ['Flight operations', 'Public data']);
  // Roles of the user, the groups and everyone add up.
  const { data: space } = await as('grace').spaces.getSpace(FLIGHT_OPERATIONS, { noCache: true });
  assert.deepEqual([...(space.meta?.roles ?? [])].sort(), ['consumer', 'producer']);
  await spaces.spaces.deleteSpaceAssignment(FLIGHT_OPERATIONS, assignment.id);
  assert.deepEqual(await spacesOf(as('dora')), []);
  assert.equal(await idOf('dora'), objectId('user', 'dora'));
});
