import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import Fastify from 'fastify';
import { MemoryState } from '../state/memory-state.ts';
import { type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { json, TestBrowser } from '../testing/test-browser.ts';
import { readSecrets } from '../configuration/secrets-file.ts';
import { Impersonation } from './impersonation.ts';
import type { ProvisionedConnection } from './tenant-administration.ts';
import { TokenCache } from './token-cache.ts';
import type { AuditStep } from './user-provisioning.ts';
import { Problem } from '../errors/problem.ts';

const PROVISIONING_SECRET = 'very-secret-provisioning-secret';
const OPERATOR = 'operator-token-of-the-spec-0123456789';

describe('users and groups at the tenant', { timeout: 60_000 }, () => {
  let tenant: FakeTenant;
  before(async () => {
    tenant = await startFakeTenant();
  });
  after(() => tenant.close());
  beforeEach(() => {
    const { directory } = tenant;
    for (const list of [directory.users, directory.groups, directory.assignments]) list.length = 0;
    directory.failure = undefined;
    tenant.tokenFault = undefined;
    tenant.seen.length = 0;
    tenant.revoked.length = 0;
  });

  const connectionWith = (provisioning: object): object => ({
    type: 'oauth2-impersonation',
    host: tenant.origin,
    clientId: 'client',
    clientSecret: SECRETS.client,
    provisioning: { clientId: 'keeper', clientSecret: PROVISIONING_SECRET, ...provisioning },
  });
  const writes = (): readonly string[] =>
    tenant.seen
      .filter(({ method, url }) => method !== 'GET' && url.startsWith('/api/'))
      .map(({ method, url }) => `${method} ${url}`);

  /** An instance of the backend with that state, without its HTTP. */
  const instance = (provisioning: object, state = new MemoryState()) => {
    const connections = readSecrets(
      { connections: { c: connectionWith(provisioning) } },
      { folder: '/', environment: {}, onSecret: () => undefined },
    );
    const connection = connections.get('c') as ProvisionedConnection;
    const impersonation = new Impersonation(state, {
      tokens: new TokenCache(state),
      log: Fastify().log,
    });
    const steps: string[] = [];
    const audit: AuditStep = ({ event, target, result, reason }) =>
      void steps.push([event, target, result, reason].filter((part) => part !== undefined).join(' '));
    const token = (
      groups?: readonly string[],
      {
        id = 'mary',
        signedInAt = 1,
        refusedToken,
      }: { id?: string; signedInAt?: number; refusedToken?: string } = {},
    ) =>
      impersonation.token(
        connection,
        { id, name: 'Mary', email: `${id}@x.example`, isEmailVerified: true, ...(groups && { groups }) },
        { signedInAt, audit, isSignedIn: async () => true, refusedToken },
      );
    return { connections, impersonation, steps, token, state };
  };
  const codeOf = async (work: Promise<unknown>): Promise<string> => {
    try {
      await work;
    } catch (error) {
      if (error instanceof Problem) return error.code;
      throw error;
    }
    return 'none';
  };

  it('creates a user once for many first calls of two instances, with the second client’s token', async (t) => {
    const state = new MemoryState();
    t.after(() => state.close());
    const [one, two] = [instance({ users: true }, state), instance({ users: true }, state)];
    await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? one : two).token()));
    assert.deepEqual(writes(), ['POST /api/v1/users']);
    assert.deepEqual(
      tenant.seen.find(({ method, url }) => method === 'POST' && url === '/api/v1/users')?.body,
      {
        subject: 'mary',
        name: 'Mary',
        email: 'mary@x.example',
        status: 'active',
      },
    );
    assert.deepEqual(
      [one, two].flatMap(({ steps }) => steps),
      ['user-created mary done'],
    );
    assert.deepEqual(
      tenant.seen
        .filter(({ url }) => url === '/oauth/token')
        .map(({ body }) => (body as Record<string, unknown>)['scope']),
      ['admin.users', 'user_default'],
    );
  });

  it('creates no user and asks for no group unless that is switched on', async (t) => {
    const { token, state } = instance({});
    t.after(() => state.close());
    await token(['analysts']);
    assert.deepEqual(writes(), []);
  });

  it('takes a user that another program created meanwhile, and refuses the subject or address of another user', async (t) => {
    tenant.directory.addUser('MARY');
    const { token, state, steps } = instance({ users: true });
    t.after(() => state.close());
    assert.equal(await codeOf(token()), 'user-conflict-at-qlik');
    assert.deepEqual(steps, []);
    tenant.directory.users.length = 0;
    tenant.directory.addUser('mary');
    await token();
  });

  it('assigns the groups that the file names and the host says, and leaves all others', async (t) => {
    tenant.directory.addUser('mary', ['Own', 'sales']);
    tenant.directory.group('analysts');
    const odd = ['x'.repeat(300), '', '__proto__', 'CN=Ops,OU="x"', 'analysts', 'unlisted'];
    const groups = {
      assign: ['analysts', 'sales', 'missing'],
      map: { 'CN=Ops,OU="x"': 'Operations "x"' },
      create: false,
    };
    const { token, state, steps } = instance({ groups });
    t.after(() => state.close());
    await token([...odd, 'missing']);
    assert.deepEqual(tenant.directory.namesOf('mary'), ['Own', 'analysts']);
    assert.deepEqual(steps, [
      'group-joined Operations "x" refused group-unknown',
      'group-joined missing refused group-unknown',
      'group-joined analysts done',
      'group-left sales done',
    ]);
    const made = instance({ groups: { ...groups, create: true } });
    t.after(() => made.state.close());
    await made.token(['CN=Ops,OU="x"']);
    assert.deepEqual(tenant.directory.namesOf('mary'), ['Own', 'Operations "x"']);
    assert.deepEqual(made.steps, [
      'group-created Operations "x" done',
      'group-joined Operations "x" done',
      'group-left analysts done',
    ]);
  });

  it('follows the latest sign-in, and takes the groups of a user without the claim', async (t) => {
    tenant.directory.addUser('mary');
    tenant.directory.group('analysts');
    const { token, state } = instance({ groups: { assign: ['analysts'] } });
    t.after(() => state.close());
    await token(['analysts'], { signedInAt: 10 });
    await token([], { signedInAt: 5 });
    assert.deepEqual(tenant.directory.namesOf('mary'), ['analysts'], 'an older session changes nothing');
    await token(undefined, { signedInAt: 20 });
    assert.deepEqual(tenant.directory.namesOf('mary'), []);
    await token(['analysts'], { signedInAt: 10 });
    assert.deepEqual(tenant.directory.namesOf('mary'), []);
  });

  it('opens spaces to groups once, and keeps no user out when that fails', async (t) => {
    tenant.directory.addUser('mary');
    const spaces = [
      { space: 's1', group: 'com.qlik.Everyone', roles: ['consumer'] },
      { space: 's2', group: 'none', roles: ['consumer'] },
    ];
    const { token, state, steps } = instance({ spaces });
    t.after(() => state.close());
    await token();
    await token([], { id: 'mary' });
    assert.deepEqual(tenant.directory.assignments, [
      { space: 's1', assigneeId: '000000000000000000000001', roles: ['consumer'] },
    ]);
    assert.deepEqual(steps, [
      'space-opened s1: com.qlik.Everyone done',
      'space-opened s2: none failed group-unknown',
    ]);
  });

  it('names the scope that is missing, passes on how long to wait, and recovers', async (t) => {
    const { token, state } = instance({ users: true });
    t.after(() => state.close());
    tenant.directory.failure = { path: 'POST /api/v1/users', status: 403 };
    await assert.rejects(token(), (error: unknown) => {
      assert.ok(error instanceof Problem);
      assert.deepEqual([error.code, error.statusCode], ['provisioning-refused', 502]);
      assert.match(String(error.options.remedy), /scope admin\.users/);
      return true;
    });
    tenant.directory.failure = { path: 'GET /api/v1/users', status: 429 };
    await assert.rejects(token(), (error: unknown) => {
      assert.ok(error instanceof Problem);
      assert.deepEqual(
        [error.code, error.options.headers],
        ['qlik-too-many-requests', { 'retry-after': '7' }],
      );
      return true;
    });
    tenant.directory.failure = { path: 'GET /api/v1/users', status: 500 };
    assert.equal(await codeOf(token()), 'qlik-failed');
    tenant.directory.failure = undefined;
    tenant.expireTokens();
    await token();
    assert.deepEqual(writes().length, 2);
  });

  it('drops and revokes the tokens of a user who was disabled in the tenant', async (t) => {
    const mary = tenant.directory.addUser('mary');
    let now = 1_000_000;
    const state = new MemoryState(() => now);
    const { token, steps } = instance({ users: true }, state);
    t.after(() => state.close());
    const held = await token();
    mary.status = 'disabled';
    now += 11 * 60_000;
    assert.equal(await codeOf(token()), 'user-disabled-at-qlik');
    assert.deepEqual(tenant.revoked, [held.token]);
    assert.deepEqual(steps, ['user-deactivated mary done']);
    assert.equal(await codeOf(token()), 'user-disabled-at-qlik');
    assert.equal(steps.length, 1);
    mary.status = 'active';
    assert.notEqual((await token()).token, held.token);
  });

  it('drops them also when the token endpoint refuses the user', async (t) => {
    tenant.directory.addUser('mary');
    const { token, steps, state } = instance({});
    t.after(() => state.close());
    const held = await token();
    tenant.tokenFault = { status: 403, body: '{}' };
    assert.equal(await codeOf(token([], { refusedToken: held.token })), 'user-refused-by-qlik');
    assert.deepEqual(tenant.revoked, [held.token]);
    assert.deepEqual(steps, ['user-deactivated mary done']);
    assert.equal(await codeOf(token()), 'user-refused-by-qlik', 'the token is not handed out again');
  });

  it('ends the tokens of a user whom the host removed, also without a session', async (t) => {
    tenant.directory.addUser('mary');
    const { token, impersonation, connections, state } = instance({});
    t.after(() => state.close());
    const held = await token();
    await impersonation.endUser(connections, 'mary');
    assert.deepEqual(tenant.revoked, [held.token]);
    await impersonation.endUser(connections, 'mary');
    assert.equal(tenant.revoked.length, 1);
  });

  it('writes each step to the audit log, and no secret or token to any', async (t) => {
    const backend: TestBackend = await startTestBackend({
      connections: { c: connectionWith({ users: true }) },
      settings: { operatorToken: OPERATOR },
    });
    t.after(() => backend.close());
    const browser = await new TestBrowser(backend.origin).signIn('grace');
    tenant.directory.failure = { path: 'POST /api/v1/users', status: 403 };
    const refusedCall = await browser.post('/api/qlik/c/access-token');
    assert.equal(refusedCall.status, 502);
    assert.match(String((await json(refusedCall))['remedy']), /admin\.users/);
    tenant.directory.failure = undefined;
    assert.equal((await browser.post('/api/qlik/c/access-token')).status, 200);
    assert.match(
      backend.log(),
      /"audit":\{"event":"user-created","user":"grace","connection":"c","target":"grace","result":"done"\}/,
    );
    const ended = await fetch(`${backend.origin}/app/users/grace/end-sessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${OPERATOR}` },
    });
    assert.equal(ended.status, 200);
    assert.equal(tenant.revoked.length, 1);
    assert.equal((await browser.post('/api/qlik/c/access-token')).status, 401);
    for (const secret of [PROVISIONING_SECRET, SECRETS.client, SECRETS.token]) {
      assert.ok(!backend.log().includes(secret), secret.slice(0, 12));
    }
  });

  it('refuses a file that cannot work', () => {
    const read = (provisioning: object, more: object = {}): unknown =>
      readSecrets(
        { connections: { c: { ...connectionWith(provisioning), ...more } } },
        { folder: '/', environment: {}, onSecret: () => undefined },
      );
    assert.throws(
      () => read({}, { lookup: 'userId' }),
      /provisioning: finds and creates users by their subject/,
    );
    assert.throws(() => read({ groups: { assign: ['a\nb'] } }), /provisioning\.groups\.assign\.0/);
    assert.throws(() => read({ groups: { assign: ['x'.repeat(257)] } }), /provisioning\.groups\.assign\.0/);
    assert.throws(() => read({ spaces: [{ space: 's', group: 'g', roles: ['owner'] }] }), /spaces\.0\.roles/);
    assert.throws(() => read({ surprise: true }), /provisioning/);
  });
});
