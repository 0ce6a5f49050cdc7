import type { Page } from '@playwright/test';

/**
 * Blocks third-party cookies, as a private window does; Chromium's headless shell would send them. Cookies with `Partitioned` are sent.
 * Before the first navigation.
 */
export async function blockThirdPartyCookies(page: Page): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Network.enable');
  await devTools.send('Network.setCookieControls', { enableThirdPartyCookieRestriction: true });
}
