import type { Page } from '@playwright/test';
import { DemoPage } from '../fixtures/demo-page.ts';
import { expect, type TestStack, test, type WrittenSecrets } from '../fixtures/stack.ts';
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

    await test.step('refuses what changes something', async () => {
      expect(await post(page, CONNECTION)).toEqual({
        status: 403,
        text: expect.stringContaining('read-only'),
      });
      expect(await arrivedPosts(stack)).toBe(0);
    });

    await demo.signOut();
    await demo.expectSignedOut();
  });

  test('acts as one Qlik user for all users, and changes something, where the secrets file says so', async ({
    page,
    stack,
  }) => {
    await stack.startBackend(
      changeSecrets(CONNECTION, { asUser: 'edgar', audience: 'everyone-signed-in', access: 'full' }),
    );
    const demo = new DemoPage(page, stack, 'pfx');
    await demo.open();
    await demo.signInToApplication('grace');
    // Grace would see Flights too.
    await expect(demo.call('Main call: open an app').getByRole('option')).toHaveText(['Movies', 'Weather']);
    const asked = await stack.clientManaged.waitForRequest(({ path }) => path === '/qrs/app/full');
    expect(asked.user).toBe('SANDBOX\\edgar');
    await post(page, CONNECTION);
    expect(await arrivedPosts(stack)).toBe(1);
  });
});

/** Sends what would make an app. */
function post(page: Page, connection: string): Promise<{ readonly status: number; readonly text: string }> {
  return page.evaluate(
    async ([address, key]) => {
      const headers = { 'X-Qlik-Xrfkey': key, 'Content-Type': 'application/json' };
      const answer = await fetch(address, { method: 'POST', headers, body: '{}' });
      return { status: answer.status, text: await answer.text() };
    },
    [`/qlik/${connection}/qrs/app?xrfkey=${XRFKEY}`, XRFKEY] as const,
  );
}

async function arrivedPosts(stack: TestStack): Promise<number> {
  return (await stack.clientManaged.requests()).filter(({ method }) => method === 'POST').length;
}

/** For `stack.startBackend`: other values in the secrets of one connection. */
function changeSecrets(
  id: string,
  values: Readonly<Record<string, unknown>>,
): (secrets: WrittenSecrets) => WrittenSecrets {
  return ({ connections }) => ({
    connections: { ...connections, [id]: { ...connections[id], ...values } },
  });
}
