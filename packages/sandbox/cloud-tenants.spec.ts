import assert from 'node:assert/strict';
import { createPrivateKey, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createQlikApi } from '@qlik/api';
import { SignJWT } from 'jose';
import type { CloudTenant } from './cloud/tenant.ts';
import { TestHttpClient } from './cloud/testing/test-http-client.ts';
import { at, callApi, list, tokenFor } from './cloud/testing/test-tenant.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';

const FILMS = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a3002';

async function namesOfSpaces(tenant: CloudTenant, token: string): Promise<unknown[]> {
  const answer = await callApi(tenant, token, '/spaces?sort=name');
  return list(answer.body, 'data').map((space) => at(space, 'name'));
}

describe('two cloud tenants in one sandbox', () => {
  let sandbox: Sandbox;
  let folder: string;
  let cloud: CloudTenant;
  let cloudEu: CloudTenant;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-keys-'));
    sandbox = await startSandbox({ adminPort: 0, cloudPort: 0, clientManagedPort: false, cloudKeys: folder });
    ({ cloud, cloudEu } = sandbox);
  });
  after(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true });
  });

  /** Signs a JWT with the demo key, as a backend does. */
  async function sign(tenant: CloudTenant, subject: string): Promise<string> {
    const { jwt, identityProviders } = sandbox.cloudKeys;
    const provider = identityProviders.find((candidate) => candidate.tenant === tenant.id);
    assert.ok(provider);
    const claims = { subType: 'user', name: subject, email: `${subject}@x.example`, email_verified: true };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: provider.kid })
      .setIssuer(provider.issuer)
      .setAudience('qlik.api/login/jwt-session')
      .setSubject(subject)
      .setJti(randomUUID())
      .setIssuedAt()
      .setNotBefore('0s')
      .setExpirationTime('5m')
      .sign(createPrivateKey(await readFile(jwt.privateKeyFile)));
  }

  it('have the same OAuth clients, and other users, rights and spaces', async () => {
    const here = await tokenFor(cloud, 'edgar');
    const there = await tokenFor(cloudEu, 'edgar');
    assert.deepEqual(await namesOfSpaces(cloud, here), ['Public data']);
    assert.deepEqual(await namesOfSpaces(cloudEu, there), ['European film library']);
    const [first, second] = [
      await callApi(cloud, here, '/users/me'),
      await callApi(cloudEu, there, '/users/me'),
    ];
    assert.equal(at(first.body, 'subject'), at(second.body, 'subject'));
    assert.notEqual(at(first.body, 'id'), at(second.body, 'id'));
    assert.equal(at((await callApi(cloudEu, there, '/tenants/me')).body, 'region'), 'eu');
    await assert.rejects(tokenFor(cloudEu, 'grace'));
    await assert.rejects(tokenFor(cloud, 'margaret'));
  });

  it('accept none of each other’s tokens, JWTs and API keys', async () => {
    assert.equal((await callApi(cloudEu, await tokenFor(cloud, 'ada'), '/users/me')).status, 401);
    const jar = new TestHttpClient(cloudEu);
    assert.equal((await jar.logIn(await sign(cloud, 'ada'))).status, 401);
    for (const { tenant, user, file } of sandbox.cloudKeys.apiKeys) {
      const [own, foreign] = tenant === cloud.id ? [cloud, cloudEu] : [cloudEu, cloud];
      const key = await readFile(file, 'utf8');
      assert.equal(at((await callApi(own, key, '/users/me')).body, 'subject'), user);
      assert.equal((await callApi(foreign, key, '/users/me')).status, 401);
    }
  });

  it('keep separate sessions in one browser, which shares cookies between all ports of localhost', async () => {
    const first = new TestHttpClient(cloud);
    await first.logIn(await sign(cloud, 'grace'));
    const second = new TestHttpClient(cloudEu);
    await second.logIn(await sign(cloudEu, 'margaret'));
    for (const [name, value] of second.cookies) {
      assert.ok(!first.cookies.has(name), name);
      first.cookies.set(name, value);
    }
    assert.equal(at((await first.get('/api/v1/users/me')).body, 'subject'), 'grace');
    const headers = { cookie: first.header };
    assert.equal(at((await second.get('/api/v1/users/me', headers)).body, 'subject'), 'margaret');
    await second.get('/logout', headers);
    assert.equal((await first.get('/api/v1/users/me')).status, 200);
  });

  it('have separate engines, with apps that @qlik/api opens', async () => {
    const api = createQlikApi({
      hostConfig: {
        host: cloudEu.origin,
        authType: 'oauth2',
        clientId: 'sandbox-web',
        clientSecret: 'sandbox-web-secret',
        subject: 'margaret',
      },
    });
    const items = await api.items.getItems({ resourceType: 'app', sort: '+name' });
    assert.deepEqual(
      items.data.data.map(({ name }) => name),
      ['Film library', 'Weather stations'],
    );
    const appSession = api.qix.openAppSession({ appId: FILMS });
    const app = await appSession.getDoc();
    assert.equal((await app.getAppLayout()).qTitle, 'Film library');
    assert.ok((await app.getSheetList()).length > 0);
    await appSession.close();
  });

  it('stop and start independently', async () => {
    const token = await tokenFor(cloud, 'ada');
    await cloudEu.stop('keep');
    await assert.rejects(fetch(cloudEu.origin));
    assert.equal((await callApi(cloud, token, '/users/me')).status, 200);
    await cloudEu.start();
    assert.equal((await fetch(`${cloudEu.origin}/qlik-embed/main.js`)).status, 200);
  });

  it('write secrets to files that only their owner can read and serve them on no port', async () => {
    const secrets = await Promise.all(
      (await readdir(folder))
        .filter((name) => !name.includes('public'))
        .map(async (name) => {
          const path = join(folder, name);
          assert.equal((await stat(path)).mode & 0o777, 0o600, name);
          return (await readFile(path, 'utf8')).trim();
        }),
    );
    assert.equal(secrets.length, 3);
    const token = await tokenFor(cloud, 'ada');
    const pages = [
      JSON.stringify((await callApi(cloud, token, '/api-keys')).body),
      await (await fetch(`${cloud.origin}/.well-known/jwks.json`)).text(),
      await (await fetch(`http://localhost:${sandbox.admin.port}/tenants/cloud/identity-providers`)).text(),
      await (await fetch(`http://localhost:${sandbox.admin.port}/tenants/cloud/requests`)).text(),
    ];
    for (const secret of secrets) {
      assert.ok(secret.length > 50 && !pages.join('').includes(secret.slice(40, 90)));
    }
  });
});
