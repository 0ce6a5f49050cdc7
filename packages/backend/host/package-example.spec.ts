import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { apiKeyConnection, type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { json, openingOf, TestBrowser } from '../testing/test-browser.ts';
import { freePort } from '../testing/test-redis.ts';
import { waitUntilUp } from '../testing/wait-until-up.ts';

const README = readFileSync(new URL('../PACKAGE.md', import.meta.url), 'utf8');
const EXAMPLE = [...README.matchAll(/```js\n(.*?)```/gs)]
  .map(([, code = '']) => code)
  .find((code) => code.includes('createQlikBackend'));
/** The part of the host that the example leaves out. */
const SESSIONS = `
import { randomUUID } from 'node:crypto';
const all = new Map();
export const sessions = (request, response, next) => {
  const known = /host=([\\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
  const id = all.has(known) ? known : randomUUID();
  if (id !== known) all.set(id, { id });
  request.session = all.get(id);
  if (id !== known && !response.headersSent) response.setHeader('set-cookie', 'host=' + id + '; Path=/');
  next();
};`;

describe('the example in the README of the package', () => {
  let tenant: FakeTenant;
  let child: ChildProcess;
  let folder: string;
  let origin: string;
  before(async () => {
    tenant = await startFakeTenant();
    folder = mkdtempSync(join(tmpdir(), 'package-example-'));
    const client = { host: tenant.origin, clientId: 'client', clientSecret: SECRETS.client };
    const connections = {
      'my-tenant': { ...client, type: 'oauth2-impersonation' },
      reports: apiKeyConnection(tenant.origin),
    };
    writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ connections }), { mode: 0o600 });
    writeFileSync(join(folder, 'sessions.js'), SESSIONS);
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const code = (EXAMPLE ?? '')
      .replace("'express'", JSON.stringify(import.meta.resolve('express')))
      .replace("'ngx-qlik-backend'", JSON.stringify(new URL('../index.ts', import.meta.url).href));
    writeFileSync(join(folder, 'host.js'), code);
    const port = await freePort();
    origin = `http://localhost:${port}`;
    child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), 'host.js'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { PATH: process.env['PATH'], PORT: String(port) },
    });
    await waitUntilUp(child, `${origin}/app/session`, 300);
  });
  after(async () => {
    child.kill('SIGKILL');
    await tenant.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'signs in with a way back, gives a token and a WebSocket, and ends both',
    { timeout: 20_000 },
    async () => {
      const ada = new TestBrowser(origin);
      const path = '/api/qlik/my-tenant/access-token';
      const refused = await ada.post(path);
      assert.deepEqual([refused.status, (await json(refused))['signIn']], [401, '/login']);
      const signedIn = await ada.get('/login?returnTo=/reports');
      assert.deepEqual([signedIn.status, signedIn.headers.get('location')], [302, '/reports']);
      assert.equal((await ada.get('/login?returnTo=//evil.example')).headers.get('location'), '/');
      const { accessToken, expiresAt } = await json(await ada.post(path));
      assert.match(String(accessToken), /^very-secret-token/);
      assert.match(String(expiresAt), /^\d{4}-\d\d-\d\dT.*Z$/);
      assert.equal((await ada.send(path, { method: 'POST' })).status, 403);
      assert.equal(
        (await ada.send(path, { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } })).status,
        200,
      );
      const socket = ada.openSocket('/qlik/reports/app/a');
      assert.equal(await openingOf(socket), 'open');
      const closed = once(socket, 'close');
      assert.equal((await ada.post('/logout')).status, 204);
      assert.equal((await closed)[0], 1008);
      assert.deepEqual(tenant.revoked, [accessToken]);
    },
  );
});
