import { beginSignIn, expectSignedIn, expectSignedOut, storedTexts, USERS } from './fixtures/sign-in.ts';
import { CLOUD_CONNECTION, expect, test } from './fixtures/stack.ts';

/** Asks for no consent. */
const TRUSTED = 'sandbox-spa-trusted';

test('a sign-in in memory goes on after a reload without the user, where the browser sends the cookies', async ({
  page,
  cloudStack,
}) => {
  const { cloud, sandbox } = cloudStack;
  const asked = () => cloud.waitForRequest(({ path }) => path === '/oauth/authorize');
  for (const host of [sandbox.cloud, sandbox.cloud.replace('localhost', '127.0.0.1')]) {
    const isSameSite = host === sandbox.cloud;
    cloudStack.configureOne(CLOUD_CONNECTION, (connection) => ({
      ...connection,
      host,
      auth: {
        ...connection.auth,
        clientId: TRUSTED,
        tokenStorage: 'memory',
        silentSignIn: true,
        issuers: [sandbox.cloud],
      },
    }));
    await page.context().clearCookies();
    await beginSignIn(page, cloudStack);
    await page.getByRole('button', { name: USERS.ada }).click();
    await expectSignedIn(page, 'ada');
    await cloud.forgetRequests();
    await page.reload();
    // Third-party cookies are blocked in all tests, and 127.0.0.1 is another site than localhost.
    await (isSameSite ? expectSignedIn(page, 'ada') : expectSignedOut(page));
    expect((await asked()).queryNames).toContain('prompt');
    expect(await storedTexts(page)).not.toMatch(/eyJ/);
  }
  // The tenant is not asked again until the user has signed in.
  await cloud.forgetRequests();
  await page.reload();
  await expectSignedOut(page);
  expect((await cloud.requests()).filter(({ path }) => path === '/oauth/authorize')).toEqual([]);
});

test('an address that needs a sign-in begins it, comes back, and goes to the reason when the user refuses', async ({
  page,
  cloudStack,
}) => {
  const address = `${cloudStack.origin}/auth-demos/automatic/${CLOUD_CONNECTION}`;
  await page.goto(address);
  await page.getByRole('button', { name: USERS.dora }).click();
  await page.getByRole('button', { name: 'Refuse' }).click();
  const problem = page.getByRole('alert');
  await expect(problem).toContainText('refused');
  expect(new URL(page.url()).pathname).toBe(`/sign-in/${CLOUD_CONNECTION}`);

  // The tenant knows the user by now.
  await page.goto(address);
  await page.getByRole('button', { name: 'Allow' }).click();
  await expect(page.getByRole('main')).toContainText(`as ${USERS.dora}`);
  expect(page.url()).toBe(address);
});
