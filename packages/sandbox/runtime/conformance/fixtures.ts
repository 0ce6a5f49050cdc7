import type { Browser } from 'playwright-core';
import { createDemoCatalog, DEMO_APP_IDS } from '../../apps/demo-catalog.ts';
import { startBareTenant, type BareTenant } from './bare-tenant.ts';
import { startHostSite, type HostSite } from './host-site.ts';
import { launchBrowser } from './browser-page.ts';

/** The app and the objects that these specs render. */
export const FLIGHTS = DEMO_APP_IDS.flights;
export const BAR_CHART = 'flights-by-state';
export const SHEETS = ['flights-overview', 'flights-routes'] as const;

/** A tenant, a site on another origin, and a browser. */
export interface Fixtures {
  readonly tenant: BareTenant;
  readonly site: HostSite;
  readonly browser: Browser;
  /** Publishes a page with Qlik's web components, as in their documentation, around the given body. */
  embedPage(body: string): string;
  close(): Promise<void>;
}

export async function startFixtures(scripts: Readonly<Record<string, string>> = {}): Promise<Fixtures> {
  const tenant = await startBareTenant(createDemoCatalog());
  const site = await startHostSite(scripts);
  const browser = await launchBrowser();
  return {
    tenant,
    site,
    browser,
    embedPage: (body) =>
      site.publish(
        `<script type="module" src="/embed.js" data-host="${tenant.host}" data-auth-type="none"></script>${body}`,
      ),
    async close() {
      await browser.close();
      await site.close();
      await tenant.close();
    },
  };
}
