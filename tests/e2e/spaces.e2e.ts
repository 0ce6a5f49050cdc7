import { APPS, addresses } from './fixtures/addresses.ts';
import { goTo } from './fixtures/navigation.ts';
import { openSignedIn, signIn } from './fixtures/sign-in.ts';
import { expect, test } from './fixtures/stack.ts';

test.describe('spaces', () => {
  test('show what the user may see, and lead to their apps and members', async ({ page, cloudStack }) => {
    await signIn(page, cloudStack, 'grace');
    await page.getByRole('link', { name: 'Browse spaces' }).click();
    const table = page.getByRole('table', { name: 'Spaces' });
    await expect(table.getByRole('link')).toHaveText(['Flight operations', 'Public data']);
    // A cell shows two lines of them.
    await expect(table.getByTitle('producer')).toBeVisible();

    await table.getByRole('link', { name: 'Flight operations' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Flight operations');
    await expect(page.getByRole('table', { name: 'Apps' }).getByRole('link')).toHaveCount(1);
    await expect(page.getByText('Grace Hopper').last()).toBeVisible();

    await page.getByRole('table', { name: 'Apps' }).getByRole('link').click();
    await expect(page).toHaveURL(new RegExp(`/apps/${APPS.flights}`));
  });

  test('are loaded page by page, searched and sorted by the server, and gone with the sign-out', async ({
    page,
    cloudStack,
  }) => {
    await openSignedIn(page, addresses.spaces(cloudStack), 'ada');
    await test.step('they come page by page as they are scrolled to, and only those in sight are in the page', async () => {
      const table = page.getByRole('table', { name: 'Spaces' });
      const rows = table.locator('tbody').getByRole('row');
      await expect(page.getByText('60 spaces')).toBeVisible();
      await expect(table).toHaveAttribute('aria-rowcount', '61');
      await expect(rows.first()).toHaveAttribute('aria-rowindex', '2');
      const before = await rows.count();
      expect(before).toBeLessThan(50);

      await rows.first().getByRole('link').focus();
      await expect
        .poll(async () => {
          await page.keyboard.press('End');
          return rows.last().getAttribute('aria-rowindex');
        })
        .toBe('61');
      // The last page made the table longer than it was when the key was pressed.
      await page.keyboard.press('End');
      await expect(rows.last().getByRole('link')).toBeInViewport();
      expect(await rows.count()).toBeLessThan(50);
      const pages = (await cloudStack.cloud.requests()).filter(
        ({ method, path }) => method === 'GET' && path === '/api/v1/spaces',
      );
      expect(pages.filter(({ queryNames }) => queryNames.includes('next'))).toHaveLength(1);
    });
    await test.step('they are searched, filtered and sorted by the server, and the address keeps it', async () => {
      const table = page.getByRole('table', { name: 'Spaces' });
      const names = table.locator('tbody').getByRole('link');
      await expect(names.first()).toBeVisible();
      await page.getByRole('button', { name: 'Created' }).click();
      await expect(page).toHaveURL(/sort=createdAt/);
      await page.getByRole('button', { name: 'Name', exact: true }).click();
      await expect(table.getByRole('columnheader', { name: 'Name' })).toHaveAttribute(
        'aria-sort',
        'ascending',
      );

      await page.getByLabel('Search by name').fill('finance');
      await expect(names.first()).toContainText(/finance/i);
      await expect
        .poll(async () => (await names.allTextContents()).every((name) => /finance/i.test(name)))
        .toBe(true);
      await page.getByLabel('Type').selectOption('managed');
      const filtered = ['Finance controls', 'Finance forecasts'];
      await expect(names).toHaveText(filtered);
      await page.reload();
      await expect(names).toHaveText(filtered);

      await cloudStack.cloud.waitForRequest(
        ({ path, queryNames, user }) =>
          path === '/api/v1/spaces' &&
          queryNames.includes('name') &&
          queryNames.includes('type') &&
          user === 'ada',
      );
    });
    await goTo(page, addresses.spaces(cloudStack));
    await test.step('they belong to their user: the next one never sees the last one’s', async () => {
      await expect(page.getByText('Finance archive')).toBeVisible();
      await page.getByRole('button', { name: /^Connections/ }).click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await expect(page.getByRole('main').getByRole('button', { name: 'Sign in' })).toBeVisible();
      await expect(page.getByText('Finance archive')).toHaveCount(0);
      const requests = await cloudStack.cloud.requests();
      expect(requests.some(({ path }) => path === '/oauth/revoke')).toBe(true);
    });
  });

  test('that the user may not see are an empty page that says what to do', async ({ page, cloudStack }) => {
    await openSignedIn(page, addresses.spaces(cloudStack), 'dora');
    await expect(page.getByText('You see no space yet')).toBeVisible();
    await expect(page.getByText('Ask an administrator')).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
  });

  test('that do not exist are reported, with a link back', async ({ page, cloudStack }) => {
    await openSignedIn(page, addresses.space(cloudStack, 'aaaaaaaaaaaaaaaaaaaaaaaa'), 'edgar');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('No such space');
    await page.getByRole('link', { name: 'To all spaces' }).click();
    await expect(page.getByRole('table', { name: 'Spaces' }).getByRole('link')).toHaveText(['Public data']);
  });
});
