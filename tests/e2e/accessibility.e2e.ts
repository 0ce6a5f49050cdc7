import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from './fixtures/axe.ts';
import { waitForMarks } from './fixtures/chart.ts';
import { APPS, places } from './fixtures/places.ts';
import { connectionCard, signIn } from './fixtures/sign-in.ts';
import { expect, type Stage, test } from './fixtures/stage.ts';

/** Qlik's own code draws in there; what it does is not this project's. */
const QLIK = ['qlik-embed'];

interface Screen {
  readonly name: string;
  /** Goes there and waits until it shows what it is for. */
  readonly open: (page: Page, stage: Stage) => Promise<void>;
  readonly needsSignIn: boolean;
}

const SCREENS: readonly Screen[] = [
  {
    name: 'overview',
    needsSignIn: false,
    open: async (page, stage) => {
      await page.goto(stage.origin);
      await expect(connectionCard(page)).toBeVisible();
    },
  },
  {
    name: 'sign-in page',
    needsSignIn: false,
    open: async (page, stage) => {
      await page.goto(places.spaces(stage));
      await expect(page.getByRole('main').getByRole('button', { name: 'Sign in' })).toBeVisible();
    },
  },
  {
    name: 'OAuth2 demo',
    needsSignIn: true,
    open: async (page, stage) => {
      await page.goto(`${stage.origin}/auth-demos/oauth2`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    },
  },
  {
    name: 'diagnostics',
    needsSignIn: false,
    open: async (page, stage) => {
      await page.goto(`${stage.origin}/diagnostics/sandbox-cloud`);
      await expect(page.getByRole('button', { name: 'Copy' })).toBeVisible();
    },
  },
  {
    name: 'configuration problem',
    needsSignIn: false,
    open: async (page, stage) => {
      stage.configure('{}');
      await page.goto(stage.origin);
      await expect(page.getByRole('alert')).toBeVisible();
    },
  },
  {
    name: 'not found',
    needsSignIn: false,
    open: async (page, stage) => {
      await page.goto(`${stage.origin}/nothing`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    },
  },
  {
    name: 'spaces',
    needsSignIn: true,
    open: async (page, stage) => {
      await page.goto(places.spaces(stage));
      await expect(page.getByRole('table', { name: 'Spaces' })).toBeVisible();
    },
  },
  {
    name: 'space',
    needsSignIn: true,
    open: async (page, stage) => {
      await page.goto(places.spaces(stage));
      await page.getByRole('link', { name: 'Flight operations' }).click();
      await expect(page.getByRole('table', { name: 'Apps' })).toBeVisible();
      await expect(page.getByText('Grace Hopper')).toBeVisible();
    },
  },
  {
    name: 'app with a chart',
    needsSignIn: true,
    open: async (page, stage) => {
      await page.goto(places.app(stage, APPS.flights, '?chart=flights-by-state'));
      await waitForMarks(page, page.locator('qlik-chart'));
    },
  },
  {
    name: 'data table',
    needsSignIn: true,
    open: async (page, stage) => {
      await page.goto(places.app(stage, APPS.flights, '?view=data'));
      await expect(page.getByRole('table', { name: 'Data' }).getByRole('row').nth(1)).toBeVisible();
    },
  },
  {
    name: 'fields',
    needsSignIn: true,
    open: async (page, stage) => {
      await page.goto(places.app(stage, APPS.flights, '?view=fields'));
      await expect(page.getByRole('cell', { name: 'Origin State', exact: true })).toBeVisible();
    },
  },
  {
    name: 'data of a chart',
    needsSignIn: true,
    open: async (page, stage) => {
      await page.goto(places.app(stage, APPS.flights, '?view=object&chart=flights-pivot'));
      await expect(page.getByRole('table', { name: 'Data' }).getByRole('row').nth(1)).toBeVisible();
    },
  },
  {
    name: 'new from data, with a wrong script',
    needsSignIn: true,
    open: async (page, stage) => {
      await page.goto(places.app(stage, 'new'));
      await page.getByRole('button', { name: 'Reload' }).click();
      await expect(page.getByRole('table', { name: 'Data' }).getByRole('row').nth(1)).toBeVisible();
      await page.getByText('Add a CSV').click();
      await page.getByRole('textbox', { name: 'Load script' }).fill('LOAD x INLINE [\na\n];');
      await page.getByRole('button', { name: 'Reload' }).click();
      await expect(page.getByRole('button', { name: 'Line 1' })).toBeVisible();
    },
  },
  {
    name: 'embed gallery',
    needsSignIn: false,
    open: async (page, stage) => {
      await page.goto(`${stage.origin}/embed-gallery`);
      await expect(page.getByRole('link', { name: /^Open the page of/ }).first()).toBeVisible();
    },
  },
  {
    name: 'page of an embed',
    needsSignIn: true,
    open: async (page, stage) => {
      await page.goto(`${stage.origin}/embed-gallery/chart-on-the-fly?app=${APPS.flights}`);
      await waitForMarks(page, page.locator('app-live-embed'));
      await page.getByRole('button', { name: 'A field that does not exist' }).click();
      await expect(page.getByText('This app has no field')).toBeVisible();
    },
  },
];

for (const { name, open, needsSignIn } of SCREENS) {
  test(`the screen "${name}" is accessible in light and dark, and needs no sideways scroll at 360 px`, async ({
    page,
    stage,
  }) => {
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    if (needsSignIn) await signIn(page, stage, 'ada');
    await open(page, stage);
    await expectAccessible(page, QLIK);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectAccessible(page, QLIK);
    await page.setViewportSize({ width: 360, height: 740 });
    await expectNoSidewaysScroll(page);
    await expectAccessible(page, QLIK);
  });
}
