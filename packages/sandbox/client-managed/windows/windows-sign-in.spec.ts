import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import type { ClientManagedServer } from '../server.ts';
import { authenticateMessage, negotiateMessage, WindowsConnection } from '../testing/ntlm-client.ts';
import { APP_ORIGIN, lastReason, startTestServer } from '../testing/test-server.ts';
import { TestHttpClient } from '../testing/test-http-client.ts';

const SIGN_IN = '/internal_windows_authentication/';
const ADA = { domain: 'SANDBOX', user: 'ada', password: 'ada-sandbox' };
const SESSION = /^X-Qlik-Session-HTTP=[\w-]{36}; Path=\/; HttpOnly; SameSite=Lax$/;

let server: ClientManagedServer;
const closers: (() => Promise<void>)[] = [];
before(async () => {
  ({ server } = await startTestServer({ after: (close) => closers.push(close) }));
});
after(async () => {
  await Promise.all(closers.map((close) => close()));
});

function connection(t: { after: (close: () => void) => void }): WindowsConnection {
  const opened = new WindowsConnection(server.origin);
  t.after(() => opened.close());
  return opened;
}

test('a browser on Windows is offered Negotiate and NTLM', async (t) => {
  const answer = await connection(t).get(SIGN_IN);
  assert.equal(answer.status, 401);
  assert.deepEqual(answer.authenticate, ['Negotiate', 'NTLM']);
});

for (const scheme of ['NTLM', 'Negotiate']) {
  test(`the right password signs in with ${scheme}, and redirects to the target`, async (t) => {
    const wanted = await new TestHttpClient(server).get('/hub/?x=1');
    const url = new URL(wanted.headers.get('location') ?? '');
    const answer = await connection(t).signIn(url.pathname + url.search, ADA, { scheme });
    assert.equal(answer.status, 302, answer.text);
    assert.equal(answer.location, `${server.origin}/hub/?x=1`);
    assert.match(answer.cookies[0] ?? '', SESSION);
    const cookie = answer.cookies[0]?.split(';')[0] ?? '';
    const user = await new TestHttpClient(server).get('/qps/user', { cookie });
    assert.match(user.text, /"userName":"Ada Lovelace"/);
    assert.deepEqual(
      server.requests.since(0).find((entry) => entry.credential?.kind === 'windows')?.user,
      'SANDBOX\\ada',
    );
  });
}

test('the domain may be missing, and case does not matter', async (t) => {
  const answer = await connection(t).signIn(SIGN_IN, { ...ADA, domain: '', user: 'ADA' });
  assert.equal(answer.status, 302);
});

test('a wrong password, an unknown user and a foreign domain are refused and may try again', async (t) => {
  for (const wrong of [
    { ...ADA, password: 'guess' },
    { ...ADA, user: 'nobody', password: 'nobody' },
    { ...ADA, domain: 'CORP' },
  ]) {
    const opened = connection(t);
    const answer = await opened.signIn(SIGN_IN, wrong);
    assert.equal(answer.status, 401);
    assert.deepEqual(answer.authenticate, ['Negotiate', 'NTLM']);
    assert.deepEqual(answer.cookies, []);
    assert.match(lastReason(server) ?? '', /wrong for/);
    assert.equal((await opened.signIn(SIGN_IN, ADA)).status, 302);
  }
});

test('an inactive user gets a message about it', async (t) => {
  const answer = await connection(t).signIn(SIGN_IN, { ...ADA, user: 'noah', password: 'noah-sandbox' });
  assert.equal(answer.status, 403);
  assert.match(answer.text, /account is inactive/);
});

test('a response is accepted once, and only on the connection of its challenge', async (t) => {
  const [first, second] = [connection(t), connection(t)];
  const challenge = await first.get(SIGN_IN, `NTLM ${negotiateMessage().toString('base64')}`);
  const token = Buffer.from(challenge.authenticate[0]?.split(' ')[1] ?? '', 'base64');
  const response = `NTLM ${authenticateMessage(token, ADA).toString('base64')}`;
  assert.equal((await second.get(SIGN_IN, response)).status, 401);
  assert.match(lastReason(server) ?? '', /no challenge/);
  assert.equal((await first.get(SIGN_IN, response)).status, 302);
  assert.equal((await first.get(SIGN_IN, response)).status, 401);
});

test('malformed and other tokens are refused without an error of the server', async (t) => {
  const opened = connection(t);
  const kerberos = await opened.get(SIGN_IN, 'Negotiate YIIBhgYGKwYBBQUCoIIBejCCAXY=');
  assert.deepEqual([kerberos.status, kerberos.authenticate], [401, ['NTLM']]);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 120 }), fc.nat(90), async (noise, length) => {
      const answer = await opened.signIn(SIGN_IN, ADA, {
        alter: (message) => Buffer.concat([message.subarray(0, length), Buffer.from(noise)]),
      });
      assert.equal(answer.status, 401);
    }),
    { numRuns: 60 },
  );
});

test('curl signs in with NTLM', async () => {
  const curl = async (password: string): Promise<string> => {
    const { stdout } = await promisify(execFile)('curl', [
      ...['--silent', '--max-time', '10', '--ntlm', '--user', `SANDBOX\\ada:${password}`],
      ...['--user-agent', 'Windows', '--output', '/dev/null', '--write-out', '%{http_code} %{redirect_url}'],
      `${server.origin}${SIGN_IN}`,
    ]);
    return stdout;
  };
  assert.equal(await curl('ada-sandbox'), `302 ${server.origin}/`);
  assert.equal(await curl('guess'), '401 ');
});

test('other browsers get the form, which shows the error and keeps the user name', async (t) => {
  const opened = connection(t);
  const redirected = await opened.get(`${SIGN_IN}?targetUri=${APP_ORIGIN}/x`, undefined, 'Linux');
  assert.equal(redirected.status, 302);
  assert.equal(redirected.location, `/internal_forms_authentication/?targetUri=${APP_ORIGIN}/x`);
  const client = new TestHttpClient(server);
  const path = redirected.location;
  const form = await client.get(path);
  assert.match(form.text, /<form method="post"/);
  assert.match(
    form.headers.get('content-security-policy') ?? '',
    new RegExp(`form-action 'self' ${APP_ORIGIN};`),
  );
  const post = (username: string, pwd: string): ReturnType<TestHttpClient['send']> =>
    client.send('POST', path, { body: new URLSearchParams({ username, pwd }) });
  const wrong = await post('"><b>ada', 'guess');
  assert.equal(wrong.status, 401);
  assert.match(wrong.text, /role="alert"[^>]*>The user name or password is incorrect/);
  assert.match(wrong.text, /value="&#34;&#62;&#60;b&#62;ada"/);
  assert.equal(wrong.headers.get('set-cookie'), null);
  const right = await post('SANDBOX\\ada', 'ada-sandbox');
  assert.equal(right.status, 302);
  assert.equal(right.headers.get('location'), `${APP_ORIGIN}/x`);
  assert.match(right.headers.get('set-cookie') ?? '', SESSION);
});

test('sign-in redirects only to addresses on the allow list', async (t) => {
  for (const target of [
    'http://evil.example/',
    'javascript:alert(1)',
    'https://localhost:4200@evil.example',
  ]) {
    for (const path of [SIGN_IN, '/internal_forms_authentication/']) {
      const answer = await connection(t).get(`${path}?targetUri=${encodeURIComponent(target)}`);
      assert.equal(answer.status, 400);
      assert.equal(answer.location, undefined);
    }
  }
  assert.equal((await connection(t).get(`${SIGN_IN}?targetId=made-up`)).status, 400);
});

test('each virtual proxy has a separate sign-in and session', async (t) => {
  const answer = await connection(t).signIn('/ticket/internal_windows_authentication/', ADA);
  assert.match(answer.cookies[0] ?? '', /^X-Qlik-Session-ticket-HTTP=.*Path=\/ticket\//);
});
