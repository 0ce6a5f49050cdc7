import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { WebSocketServer } from 'ws';
import { apiKeyConnection, type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { type HostApplication, HOSTS } from '../testing/host-applications.ts';
import { json, openingOf, TestBrowser } from '../testing/test-browser.ts';

for (const [name, start] of Object.entries(HOSTS)) {
  for (const basePath of ['', '/analytics']) {
    describe(`the backend in ${name}, ${basePath === '' ? 'at the root' : `below ${basePath}`}`, () => {
      let tenant: FakeTenant;
      let host: HostApplication;
      const log: string[] = [];
      const browserOf = (user?: string): TestBrowser & { hostSession?: string } => {
        const browser = new TestBrowser(host.origin);
        if (user === undefined) return browser;
        const hostSession = host.signIn(user);
        browser.setCookie('host', hostSession);
        return Object.assign(browser, { hostSession });
      };
      before(async () => {
        tenant = await startFakeTenant();
        const client = { host: tenant.origin, clientId: 'client', clientSecret: SECRETS.client };
        host = await start({
          basePath,
          signInPath: '/login',
          log: (line) => void log.push(line),
          connections: {
            impersonated: { ...client, type: 'oauth2-impersonation' },
            web: { ...client, type: 'oauth2-web', allow: 'all' },
            key: { ...apiKeyConnection(tenant.origin), access: 'full' },
            restricted: { type: 'apikey', host: tenant.origin, apiKey: SECRETS.apiKey, onlyUsers: ['grace'] },
          },
        });
      });
      after(async () => {
        await host.close();
        await tenant.close();
      });

      it('answers a signed-out page with the sign-in of the host', async () => {
        const browser = browserOf();
        const refused = await browser.post(`${basePath}/api/qlik/impersonated/access-token`, {});
        assert.equal(refused.status, 401);
        const { code, signIn } = await json(refused);
        assert.deepEqual([code, signIn], ['host-signed-out', '/login']);
        const answer = await browser.get(`${basePath}/app/session`, { origin: host.origin });
        assert.deepEqual(await answer.json(), { user: null, signIn: '/login' });
        assert.equal(await openingOf(browser.openSocket(`${basePath}/qlik/key/app/a1`)), 401);
      });

      it("gives the host's user a token, and relays REST with its body, and WebSockets", async () => {
        const ada = browserOf('ada');
        const account = await ada.get(`${basePath}/app/session`);
        assert.deepEqual(await account.json(), { user: { id: 'ada', name: 'ADA' }, signIn: '/login' });
        const token = await ada.post(`${basePath}/api/qlik/impersonated/access-token`, {});
        assert.match(String((await json(token))['accessToken']), /^very-secret-token/);
        const echo = await ada.post(`${basePath}/qlik/key/api/v1/echo?x=1`, { text: 'ü'.repeat(100) });
        const { url, body, headers } = await json(echo);
        assert.deepEqual([url, body], ['/api/v1/echo?x=1', { text: 'ü'.repeat(100) }]);
        assert.equal(
          (headers as Record<string, string>)['cookie'],
          undefined,
          "the host's cookies stay here",
        );
        const socket = ada.openSocket(`${basePath}/qlik/key/app/a1`);
        assert.equal(await openingOf(socket), 'open');
        socket.send('{"jsonrpc":"2.0","id":1,"method":"EngineVersion","handle":-1,"params":[]}');
        const [answer] = (await once(socket, 'message')) as [Buffer];
        assert.match(answer.toString(), /EngineVersion/);
        socket.terminate();
      });

      it('refuses other users, other sites and what is not allowed, as the program does', async () => {
        const ada = browserOf('ada');
        const paths = [
          `${basePath}/qlik/restricted/api/v1/spaces`,
          `${basePath}/api/qlik/restricted/session`,
        ];
        for (const path of paths) assert.equal((await ada.get(path)).status, 403, path);
        const foreign = { origin: 'https://evil.example' };
        const token = `${basePath}/api/qlik/impersonated/access-token`;
        assert.equal((await ada.post(token, {}, foreign)).status, 403);
        assert.equal(await openingOf(ada.openSocket(`${basePath}/qlik/key/app/a1`, foreign)), 403);
        assert.equal((await ada.post(token, { user: 'grace' })).status, 400);
      });

      it('leaves everything else to the host', async () => {
        const browser = browserOf('ada');
        for (const path of ['/', '/own?x=1', '/qlik2', '/analytics2/qlik/key/x'])
          assert.equal(await (await browser.get(path)).text(), 'the host', path);
        if (basePath !== '')
          assert.equal(await (await browser.get('/qlik/key/api/v1/spaces')).text(), 'the host');
        else assert.equal(await (await browser.get('/analytics/qlik/key/api/v1/spaces')).text(), 'the host');
      });

      it('ends what a session has when the host says so, and only that', async () => {
        const ada = browserOf('ada');
        const elsewhere = browserOf('ada');
        const path = `${basePath}/qlik/key/app/a2`;
        const [one, other] = [ada.openSocket(path), elsewhere.openSocket(path)];
        assert.deepEqual(await Promise.all([one, other].map(openingOf)), ['open', 'open']);
        const closed = once(one, 'close');
        host.setUser(ada.hostSession ?? '', undefined);
        assert.equal(await host.backend.endSessions('ada', ada.hostSession), 1);
        assert.equal((await closed)[0], 1008);
        assert.equal(other.readyState, other.OPEN);
        assert.equal((await ada.get(`${basePath}/qlik/key/api/v1/spaces`)).status, 401);
        const closedToo = once(other, 'close');
        assert.ok((await host.backend.endSessions('ada')) >= 1);
        assert.equal((await closedToo)[0], 1008);
        // The host has not signed this one out, so it begins anew.
        assert.equal((await elsewhere.get(`${basePath}/qlik/key/api/v1/spaces`)).status, 200);
      });

      it('keeps what a user has at Qlik from the next user of the same host session', async () => {
        const ada = browserOf('ada');
        const begin = await ada.get(`${basePath}/api/qlik/web/sign-in?returnTo=/spaces`);
        const authorize = new URL(begin.headers.get('location') ?? '');
        assert.equal(
          authorize.searchParams.get('redirect_uri'),
          `${host.origin}${basePath}/api/qlik/web/callback`,
        );
        const back = await fetch(authorize, { redirect: 'manual' });
        const finish = await ada.get(back.headers.get('location') ?? '');
        assert.equal(finish.headers.get('location'), '/spaces');
        const sessionPath = `${basePath}/api/qlik/web/session`;
        assert.equal((await json(await ada.get(sessionPath)))['isSignedIn'], true);
        host.setUser(ada.hostSession ?? '', 'grace');
        const ofGrace = await json(await ada.get(sessionPath));
        assert.deepEqual(
          [ofGrace['isSignedIn'], ofGrace['hostUser']],
          [false, { id: 'grace', name: 'GRACE' }],
        );
        assert.equal(ofGrace['signIn'], `${basePath}/api/qlik/web/sign-in`);
        host.setUser(ada.hostSession ?? '', 'ada');
        assert.equal((await json(await ada.get(sessionPath)))['isSignedIn'], true);
        assert.equal((await ada.post(`${basePath}/app/sign-out`)).status, 204);
        assert.equal((await json(await ada.get(sessionPath)))['isSignedIn'], false);
      });

      it('links and redirects of Qlik lead through the relay, below the base path', async () => {
        const ada = browserOf('ada');
        const spaces = await json(await ada.get(`${basePath}/qlik/key/api/v1/spaces`));
        const { next } = spaces['links'] as { next: { href: string } };
        assert.equal(next.href, `${host.origin}${basePath}/qlik/key/api/v1/spaces?next=abc`);
        const moved = await ada.get(`${basePath}/qlik/key/api/v1/moved`);
        assert.match(moved.headers.get('location') ?? '', new RegExp(`${basePath}/qlik/key/api/v1/spaces$`));
      });

      it('takes the handshakes of its own addresses only', async () => {
        const ada = browserOf('ada');
        assert.equal(await openingOf(ada.openSocket('/own-socket')), 404, 'no one else answers');
        const own = new WebSocketServer({ noServer: true });
        const onUpgrade = (...[request, socket, head]: Parameters<WebSocketServer['handleUpgrade']>) => {
          if (request.url === '/own-socket') own.handleUpgrade(request, socket, head, (each) => each.close());
        };
        host.server.on('upgrade', onUpgrade);
        const socket = ada.openSocket('/own-socket');
        assert.equal(await openingOf(socket), 'open');
        await once(socket, 'close');
        host.server.off('upgrade', onUpgrade);
      });

      it('writes sign-ins to the audit log, and neither secrets nor sessions of the host', async () => {
        const eve = browserOf('eve');
        await eve.get(`${basePath}/app/session`);
        await eve.get(`${basePath}/app/session`);
        const text = log.join('\n');
        const signIns = log.filter((line) => /"event":"sign-in","user":"eve"/.test(line));
        assert.equal(signIns.length, 1);
        assert.ok(eve.hostSession !== undefined && !text.includes(eve.hostSession));
        for (const secret of Object.values(SECRETS)) assert.ok(!text.includes(secret));
      });
    });
  }
}
