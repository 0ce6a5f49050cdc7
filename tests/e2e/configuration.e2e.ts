import { shippedConnection } from '../support/stack/connections.ts';
import { connectionCard } from './fixtures/sign-in.ts';
import { expect, test } from './fixtures/stack.ts';

test.describe('a configuration that cannot be used', () => {
  test('because it is missing, is named, and works once it is there', async ({ page, cloudStack }) => {
    let isMissing = true;
    await page.route('**/connections.json', (route) =>
      isMissing ? route.fulfill({ status: 404 }) : route.continue(),
    );
    await page.goto(cloudStack.origin);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('configuration cannot be used');
    await expect(page.getByRole('alert')).toContainText('connections.json could not be loaded');
    isMissing = false;
    await page.getByRole('button', { name: 'Read it again' }).click();
    await expect(connectionCard(page)).toBeVisible();
  });

  test('is reported by what is wrong in it, and a secret in it is never shown', async ({
    page,
    cloudStack,
  }) => {
    const connection = shippedConnection(cloudStack.sandbox.cloud);
    const alert = page.getByRole('alert');

    await test.step('it is not JSON', async () => {
      cloudStack.configure('<!doctype html><p>Not found</p>');
      await page.goto(cloudStack.origin);
      await expect(alert).toContainText('connections.json is not JSON: it is a page of HTML.');
    });
    await test.step('a field is unknown', async () => {
      cloudStack.configure([{ ...connection, auth: { ...connection.auth, clientID: 'x' } }]);
      await page.goto(cloudStack.origin);
      await expect(alert).toContainText('connections.json');
      await expect(alert).toContainText('Connection "sandbox-cloud", field "auth.clientID"');
      await expect(alert).toContainText('known fields:');
    });
    await test.step('the host is missing', async () => {
      const { host: _, ...rest } = connection;
      cloudStack.configure(JSON.stringify({ connections: [rest] }));
      await page.goto(cloudStack.origin);
      await expect(alert).toContainText('Connection "sandbox-cloud", field "host": is missing');
    });
    await test.step('a secret is in it', async () => {
      const secret = 'do-not-show-this-secret';
      cloudStack.configure([{ ...connection, auth: { ...connection.auth, clientSecret: secret } }]);
      await page.goto(cloudStack.origin);
      await expect(alert).toContainText('field "auth.clientSecret"');
      await expect(alert).toContainText('renew it');
      await expect(page.locator('body')).not.toContainText(secret);
    });
  });
});

test('an address with an unknown connection is reported, with a link back', async ({ page, cloudStack }) => {
  await page.goto(`${cloudStack.origin}/connections/nobody/spaces`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Unknown connection');
  await page.getByRole('link', { name: 'To the overview' }).click();
  await expect(connectionCard(page)).toBeVisible();
});

test('an address that does not exist is reported, with a link back', async ({ page, cloudStack }) => {
  await page.goto(`${cloudStack.origin}/nothing/here`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('not found');
  await page.getByRole('main').getByRole('link').first().click();
  await expect(connectionCard(page)).toBeVisible();
});
