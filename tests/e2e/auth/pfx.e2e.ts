import { DemoPage } from '../fixtures/demo-page.ts';
import { expect, test } from '../fixtures/stack.ts';
import { changeSecrets } from '../fixtures/secrets.ts';
import { storedTexts } from '../fixtures/sign-in.ts';

const CONNECTION = 'server-certificate';
const XRFKEY = 'abcdefghijklmnop';

test.describe('pfx', () => {
  test.beforeEach(({ stack }) => stack.keepOnly(CONNECTION));

  test('reaches repository and engine through the backend, with its certificate and the user’s name', async ({
    page,
    stack,
  }) => {
    const elsewhere: string[] = [];
    const own = new URL(stack.origin).host;
    page.on('request', (request) => {
      if (new URL(request.url()).host !== own) elsewhere.push(request.url());
    });
    page.on('websocket', (socket) => {
      if (new URL(socket.url()).host !== own) elsewhere.push(socket.url());
    });
    const demo = new DemoPage(page, stack, 'pfx');
    await demo.open();
    await demo.expectSignedOut();
    expect(await stack.clientManaged.requests()).toEqual([]);

    await demo.signInToApplication('grace');
    await demo.expectSignedIn();
    await expect(demo.call('Which server is this')).toContainText('Build');
    await demo.openApp('Flights');

    const requests = await stack.clientManaged.requests();
    for (const request of requests) {
      expect(request).toMatchObject({
        user: 'SANDBOX\\grace',
        credential: {
          kind: 'certificate',
          client: request.kind === 'websocket' ? 'engine' : 'repository',
        },
      });
    }
    expect(requests.find(({ path }) => path === '/qrs/about')).toMatchObject({ status: 200 });
    expect(requests.find(({ kind }) => kind === 'websocket')).toMatchObject({ status: 101 });
    expect(elsewhere).toEqual([]);
    expect(await storedTexts(page)).not.toMatch(/BEGIN|certificate-/);

    await demo.signOut();
    await demo.expectSignedOut();
  });

  test('reports that the server refuses a certificate of another authority', async ({ page, stack }) => {
    const { folder } = stack.sandbox.clientManagedCertificates;
    await stack.startBackend(
      changeSecrets(CONNECTION, {
        certificate: { file: `${folder}/jwt_certificate.pem` },
        key: { file: `${folder}/jwt_key.pem` },
      }),
    );
    const demo = new DemoPage(page, stack, 'pfx');
    await demo.open();
    await demo.signInToApplication('grace');
    const call = demo.call('Which server is this');
    await expect(call.getByRole('alert')).toContainText('http-server-error');
    await expect(call.getByRole('alert')).toContainText('cannot be reached from the backend');
    await expect(call.getByRole('alert')).not.toContainText('pem');
    expect(await stack.clientManaged.requests()).toEqual([]);

    await stack.startBackend();
    await demo.signInToApplication('grace');
    await expect(call).toContainText('Build');
  });

  test('asks the repository although the engine’s port is closed, and opens the app once it answers', async ({
    page,
    stack,
  }) => {
    await stack.startBackend(changeSecrets(CONNECTION, { engine: 'https://localhost:1' }));
    const demo = new DemoPage(page, stack, 'pfx');
    await demo.open();
    await demo.signInToApplication('grace');
    await expect(demo.call('Which server is this')).toContainText('Build');
    const call = demo.call('Main call: open an app');
    await call.getByRole('button', { name: 'Open the app' }).click();
    await expect(call.getByRole('alert')).toContainText('app-open-failed');

    await stack.startBackend();
    await demo.signInToApplication('grace');
    await demo.openApp();
  });

  test('acts as one Qlik user for all users where the secrets file says so', async ({ page, stack }) => {
    await stack.startBackend(changeSecrets(CONNECTION, { asUser: 'edgar', audience: 'everyone-signed-in' }));
    const demo = new DemoPage(page, stack, 'pfx');
    await demo.open();
    await demo.signInToApplication('grace');
    // Grace would see Flights too.
    await expect(demo.call('Main call: open an app').getByRole('option')).toHaveText(['Movies', 'Weather']);
    const asked = await stack.clientManaged.waitForRequest(({ path }) => path === '/qrs/app/full');
    expect(asked.user).toBe('SANDBOX\\edgar');
  });

  test('refuses what changes something, unless the secrets file allows it', async ({ page, stack }) => {
    const demo = new DemoPage(page, stack, 'pfx');
    const post = () =>
      page.evaluate(
        async ([address, key]) => {
          const headers = { 'X-Qlik-Xrfkey': key, 'Content-Type': 'application/json' };
          const answer = await fetch(address, { method: 'POST', headers, body: '{}' });
          return { status: answer.status, text: await answer.text() };
        },
        [`/qlik/${CONNECTION}/qrs/app?xrfkey=${XRFKEY}`, XRFKEY] as const,
      );
    const arrived = async () =>
      (await stack.clientManaged.requests()).filter(({ method }) => method === 'POST').length;
    await demo.open();
    await demo.signInToApplication('grace');
    await demo.expectSignedIn();
    expect(await post()).toEqual({ status: 403, text: expect.stringContaining('read-only') });
    expect(await arrived()).toBe(0);

    await stack.startBackend(changeSecrets(CONNECTION, { access: 'full' }));
    await demo.signInToApplication('grace');
    await post();
    expect(await arrived()).toBe(1);
  });

  test('reports that a user may not use the connection', async ({ page, stack }) => {
    await stack.startBackend(changeSecrets(CONNECTION, { onlyUsers: ['ada'] }));
    const demo = new DemoPage(page, stack, 'pfx');
    await demo.open();
    await demo.signInToApplication('grace');
    await expect(demo.problem).toContainText('sign-in-refused');
    await demo.expectSignedOut();
    expect(await stack.clientManaged.requests()).toEqual([]);
    await demo.signInToApplication('ada');
    await demo.expectSignedIn();
  });

  test('reports that the backend is down, and goes on after it is up and the user has signed in again', async ({
    page,
    stack,
  }) => {
    const demo = new DemoPage(page, stack, 'pfx');
    await demo.open();
    await demo.signInToApplication('grace');
    await demo.openApp();
    await stack.stopBackend();
    await expect(demo.call('Main call: open an app')).toContainText(/Connecting again|interrupted/);
    await stack.startBackend();
    await expect(demo.problem).toContainText(/credential-refused|sign-in-required/, { timeout: 30_000 });
    await demo.signInToApplication('grace');
    await demo.openApp();
  });

  test('resumes an open app automatically after a short outage of the server', async ({ page, stack }) => {
    const demo = new DemoPage(page, stack, 'pfx');
    await demo.open();
    await demo.signInToApplication('grace');
    await demo.openApp();
    await stack.clientManaged.stop('lose');
    await expect(demo.appIsOpen).toBeHidden();
    await stack.clientManaged.start();
    await expect(demo.appIsOpen).toBeVisible({ timeout: 30_000 });
    await expect(demo.problem).toBeHidden();
  });
});
