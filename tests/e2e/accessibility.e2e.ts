import type { Page } from '@playwright/test';
import { expectAccessible, expectAccessibleColors, expectNoHorizontalScroll } from './fixtures/axe.ts';
import { waitForMarks } from './fixtures/chart.ts';
import { APPS, addresses } from './fixtures/addresses.ts';
import { goTo } from './fixtures/navigation.ts';
import { connectionCard, openSignedIn } from './fixtures/sign-in.ts';
import { expect, type TestStack, test } from './fixtures/stack.ts';

/** Qlik's code draws in there; it is not checked. */
const QLIK = ['qlik-embed'];

interface Screen {
  readonly name: string;
  /** Opens the screen, from another one of the application, and waits until it shows its content. */
  readonly open: (page: Page, cloudStack: TestStack) => Promise<void>;
}

/** Screens that need no sign-in to the tenant. The configuration stays as the last one leaves it. */
const PUBLIC_SCREENS: readonly Screen[] = [
  {
    name: 'overview',
    open: async (page, cloudStack) => {
      await page.goto(cloudStack.origin);
      await expect(connectionCard(page)).toBeVisible();
    },
  },
  {
    name: 'sign-in page',
    open: async (page, cloudStack) => {
      await goTo(page, addresses.spaces(cloudStack));
      await expect(page.getByRole('heading', { level: 1 })).toContainText('Sign in to');
      await expect(page.getByRole('main').getByRole('button', { name: 'Sign in' })).toBeVisible();
    },
  },
  {
    name: 'diagnostics',
    open: async (page, cloudStack) => {
      await goTo(page, `${cloudStack.origin}/diagnostics/sandbox-cloud`);
      await expect(page.getByRole('button', { name: 'Copy' })).toBeVisible();
    },
  },
  {
    name: 'not found',
    open: async (page, cloudStack) => {
      await goTo(page, `${cloudStack.origin}/nothing`);
      await expect(page.getByRole('heading', { level: 1 })).toContainText('not found');
    },
  },
  {
    name: 'embed gallery',
    open: async (page, cloudStack) => {
      await goTo(page, `${cloudStack.origin}/embed-gallery`);
      await expect(page.getByRole('link', { name: /^Open the page of/ }).first()).toBeVisible();
    },
  },
  {
    name: 'configuration problem',
    open: async (page, cloudStack) => {
      cloudStack.configure('{}');
      await page.goto(cloudStack.origin);
      await expect(page.getByRole('alert')).toBeVisible();
    },
  },
];

const SCREENS_OF_A_USER: readonly Screen[] = [
  {
    name: 'OAuth2 demo',
    open: async (page, cloudStack) => {
      await goTo(page, `${cloudStack.origin}/auth-demos/oauth2`);
      await expect(page.getByRole('region', { name: 'Try it' })).toBeVisible();
    },
  },
  {
    name: 'spaces',
    open: async (page, cloudStack) => {
      await goTo(page, addresses.spaces(cloudStack));
      await expect(page.getByRole('table', { name: 'Spaces' })).toBeVisible();
    },
  },
  {
    name: 'space',
    open: async (page, cloudStack) => {
      await goTo(page, addresses.spaces(cloudStack));
      await page.getByRole('link', { name: 'Flight operations' }).click();
      await expect(page.getByRole('table', { name: 'Apps' })).toBeVisible();
      await expect(page.getByText('Grace Hopper')).toBeVisible();
    },
  },
  {
    name: 'app with a chart',
    open: async (page, cloudStack) => {
      await goTo(page, addresses.app(cloudStack, APPS.flights, '?chart=flights-by-state'));
      await waitForMarks(page, page.locator('qlik-chart'));
    },
  },
  {
    name: 'data table',
    open: async (page, cloudStack) => {
      await goTo(page, addresses.app(cloudStack, APPS.flights, '?view=data'));
      await expect(page.locator('qlik-chart')).toHaveCount(0);
      await expect(page.getByRole('table', { name: 'Data' }).getByRole('row').nth(1)).toBeVisible();
    },
  },
  {
    name: 'fields',
    open: async (page, cloudStack) => {
      await goTo(page, addresses.app(cloudStack, APPS.flights, '?view=fields'));
      await expect(page.getByRole('cell', { name: 'Origin State', exact: true })).toBeVisible();
    },
  },
  {
    name: 'data of a chart',
    open: async (page, cloudStack) => {
      await goTo(page, addresses.app(cloudStack, APPS.flights, '?view=object&chart=flights-pivot'));
      await expect(page.getByRole('table', { name: 'Data' }).getByRole('row').nth(1)).toBeVisible();
    },
  },
  {
    name: 'new from data, with a wrong script',
    open: async (page, cloudStack) => {
      await goTo(page, addresses.app(cloudStack, 'new'));
      await page.getByRole('button', { name: 'Reload' }).click();
      await expect(page.getByRole('table', { name: 'Data' }).getByRole('row').nth(1)).toBeVisible();
      await page.getByText('Add a CSV').click();
      await page.getByRole('textbox', { name: 'Load script' }).fill('LOAD x INLINE [\na\n];');
      await page.getByRole('button', { name: 'Reload' }).click();
      await expect(page.getByRole('button', { name: 'Line 1' })).toBeVisible();
    },
  },
  {
    name: 'page of an embed',
    open: async (page, cloudStack) => {
      await goTo(page, `${cloudStack.origin}/embed-gallery/chart-on-the-fly?app=${APPS.flights}`);
      await waitForMarks(page, page.locator('app-live-embed'));
      await page.getByRole('button', { name: 'A field that does not exist' }).click();
      await expect(page.getByText('This app has no field')).toBeVisible();
    },
  },
];

/** Charts measure what they have just changed, such as the size of a label. */
async function expectMeasuredAtOnce(page: Page): Promise<void> {
  const heights = await page.evaluate(() => {
    const box = document.createElement('div');
    document.body.append(box);
    const measured = ['10px', '30px'].map((height) => {
      box.style.height = height;
      return box.offsetHeight;
    });
    box.remove();
    return measured;
  });
  expect(heights, 'heights of a box right after each was set').toEqual([10, 30]);
}

/** A rule for users who ask for less motion has to win over the animations of components. */
async function expectStillWhileLoading(page: Page, cloudStack: TestStack): Promise<void> {
  await cloudStack.cloud.fault({ effect: { type: 'never-answer' } });
  await goTo(page, addresses.space(cloudStack, 'aaaaaaaaaaaaaaaaaaaaaaaa'));
  await expect(page.getByRole('progressbar').first()).toBeVisible();
  const moving = () =>
    page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length);
  await expect.poll(moving, { message: 'animations that go on' }).toBe(0);
  await cloudStack.cloud.clearFaults();
}

for (const [title, screens] of [
  ['the screens that need no sign-in', PUBLIC_SCREENS],
  ['the screens of a user', SCREENS_OF_A_USER],
] as const) {
  test(`${title} are accessible in light and dark, and need no sideways scroll at 360 px`, async ({
    page,
    cloudStack,
  }) => {
    test.slow();
    if (screens === SCREENS_OF_A_USER) {
      await openSignedIn(page, addresses.spaces(cloudStack), 'ada');
      await test.step('what loads', () => expectStillWhileLoading(page, cloudStack));
      await test.step('what is measured', () => expectMeasuredAtOnce(page));
    }
    for (const { name, open } of screens) {
      await test.step(name, async () => {
        await page.setViewportSize({ width: 1280, height: 800 });
        await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
        // A chart shows a tooltip where the pointer rests.
        await page.mouse.move(0, 0);
        await open(page, cloudStack);
        await expectAccessible(page, QLIK);
        await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
        await expectAccessibleColors(page, QLIK);
        await page.setViewportSize({ width: 360, height: 740 });
        await expectNoHorizontalScroll(page);
        await expectAccessible(page, QLIK);
      });
    }
  });
}
