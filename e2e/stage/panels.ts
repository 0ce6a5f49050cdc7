import type { Locator, Page } from '@playwright/test';
import type { WrittenConnection } from './connections-file.ts';
import { europeanHost } from './european-tenant.ts';
import type { House } from './house.ts';

/** Three ways into the second cloud tenant, which is a server of its own: stopped and started with `new Admin(…, 'cloud-eu')`. */
export const EUROPEAN = {
  redirect: 'eu-redirect',
  popup: 'eu-popup',
  cookie: 'eu-cookie',
} as const;

/** Twenty connections: one for each auth type of the house, and three to the second cloud tenant. */
export function twentyConnections(house: House): readonly WrittenConnection[] {
  const host = europeanHost(house);
  const european = (id: string, label: string, auth: Record<string, unknown>): WrittenConnection => ({
    ...{ id, label, platform: 'cloud', host, auth },
  });
  const client = { type: 'oauth2', clientId: 'sandbox-spa-trusted' };
  return [
    ...house.connections,
    european(EUROPEAN.redirect, 'European tenant', {
      ...client,
      scope: 'user_default offline_access',
      tokenStorage: 'session',
    }),
    european(EUROPEAN.popup, 'European tenant, in a window', { ...client, interaction: 'popup' }),
    european(EUROPEAN.cookie, 'European tenant by its own sign-in', {
      type: 'cookie',
      webIntegrationId: 'sandbox-web-integration',
    }),
  ];
}

/** The address of the view with panels for these connections, and apps open in some of them. */
export function panelsAt(
  house: House,
  ids: readonly string[],
  apps: Readonly<Record<string, string>> = {},
): string {
  const opened = Object.entries(apps).map(([id, app]) => `${id}:${app}`);
  const query = new URLSearchParams({ connections: ids.join(','), apps: opened.join(',') });
  return `${house.origin}/multi-tenant?${query}`;
}

/** A connection's panel, by the label of the connection. */
export function panel(page: Page, label: string): Locator {
  return page.getByRole('main').getByRole('region', { name: label, exact: true });
}

/** How the app in a panel stands: `open`, `opening`, `resuming`, `suspended`, `failed`. */
export function appState(within: Locator): Locator {
  return within.locator('[data-state]');
}

/** Selects where the panel's chart has drawn a mark, and keeps it. */
export async function selectMark(page: Page, { x, y }: { readonly x: number; readonly y: number }) {
  await page.mouse.click(x, y);
  await page.getByRole('button', { name: /confirm selection/i }).click();
}
