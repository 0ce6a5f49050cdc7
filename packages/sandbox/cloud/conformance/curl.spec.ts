import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { DEMO_WEB_INTEGRATION_ID } from '../tenant.ts';
import { TestIdentityProvider } from '../testing/test-identity-provider.ts';
import { at, list, startTestTenant, text } from '../testing/test-tenant.ts';

async function curl(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('curl', ['-sS', '--max-time', '20', ...args]);
  return stdout;
}

test('the curl lines of Qlik’s JWT documentation: exchange the JWT, then list spaces with the cookies', async (context) => {
  const provider = await TestIdentityProvider.create();
  const { tenant } = await startTestTenant(context, { identityProviders: [provider.registration] });
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-curl-'));
  context.after(() => rm(folder, { recursive: true }));
  const jar = join(folder, 'cookies.txt');
  const integration = `qlik-web-integration-id: ${DEMO_WEB_INTEGRATION_ID}`;
  const login = await curl(
    ...[`${tenant.origin}/login/jwt-session`, '-X', 'POST', '-c', jar, '-w', '%{http_code}'],
    ...['-H', `Authorization: Bearer ${await provider.sign()}`, '-H', integration],
  );
  assert.match(login, /200$/);
  const spaces: unknown = JSON.parse(
    await curl(`${tenant.origin}/api/v1/spaces`, '-b', jar, '-H', integration),
  );
  assert.deepEqual(
    list(spaces, 'data')
      .map((space) => at(space, 'name'))
      .sort(),
    ['Flight operations', 'Public data'],
  );
});

test('the curl lines of the machine-to-machine documentation: a token, then the tenant', async (context) => {
  const { tenant } = await startTestTenant(context, { region: 'eu' });
  const answer: unknown = JSON.parse(
    await curl(
      ...['-L', '-X', 'POST', `${tenant.origin}/oauth/token`],
      ...['-H', 'Content-Type: application/json', '-H', 'Accept: application/json', '--data-raw'],
      '{"client_id":"sandbox-web","client_secret":"sandbox-web-secret","grant_type":"client_credentials"}',
    ),
  );
  const me: unknown = JSON.parse(
    await curl(
      ...['-L', `${tenant.origin}/api/v1/tenants/me`, '-H', 'Accept: application/json'],
      ...['-H', `Authorization: Bearer ${text(answer, 'access_token')}`],
    ),
  );
  assert.equal(at(me, 'id'), tenant.id);
  assert.equal(at(me, 'region'), 'eu');
  assert.deepEqual(at(me, 'hostnames'), [new URL(tenant.origin).host]);
});
