import type { Browser } from '@playwright/test';
import { requestJson } from '../../support/http-client.ts';
import type { Scenario } from '../scenario.ts';
import { FLIGHTS, peerOf, peerStorage, signInToTenant, tokensOf } from '../scenarios.ts';
import type { Servers } from '../servers.ts';
import { APP_TITLE, SHEET_ID } from './many-charts-app.ts';

/** Those of pages with many parts. */
export const SCALE_IDS = ['S11', 'S12'] as const;

/** How many charts and connections are on a page. */
export const MANY = 20;

/** Where the application shows the charts of a sheet one below the other, as the peer does. Charts below the fold are painted too. */
const COLUMN = { width: 560, height: 800 };

/** S11: twenty charts of one app. S12: an app at each of twenty connections. */
export async function scaleScenarios(browser: Browser, servers: Servers): Promise<readonly Scenario[]> {
  const signedIn = await signInToTenant(browser, servers);
  const { accessToken, applicationStorage, area } = signedIn;
  const appId = await appIdOf(servers.tenant, accessToken);
  const peer = { storage: peerStorage(servers, accessToken) };
  const ids = servers.tenants.map(({ id }) => id);
  // One user's sessions with one app would be one for the engine, and hear of each other's objects.
  const copies: string[] = [];
  for (const id of ids) copies.push(await copyFlights(servers.tenant, accessToken, id));
  const apps = ids.map((id, index) => `${id}:${copies[index]}`);
  const panels = new URLSearchParams({ connections: ids.join(), apps: apps.join() });
  return [
    {
      id: 'S11',
      title: `${MANY} charts on a page`,
      candidates: {
        application: {
          name: 'application',
          address: `${area}/apps/${appId}?sheet=${SHEET_ID}`,
          storage: applicationStorage,
          viewport: COLUMN,
        },
        ...peerOf(servers, `/charts/${appId}`, { ...peer, viewport: COLUMN }),
      },
      shown: { charts: MANY },
      sockets: 1,
    },
    {
      id: 'S12',
      title: `${MANY} connections on a page`,
      candidates: {
        application: {
          name: 'application',
          address: `${servers.application}/multi-tenant?${panels}`,
          storage: Object.fromEntries(
            servers.tenants.flatMap((tenant) => Object.entries(tokensOf(servers, tenant, signedIn))),
          ),
        },
        ...peerOf(servers, `/tenants/${copies.join()}`, peer),
      },
      shown: { charts: MANY },
      sockets: MANY,
    },
  ];
}

/** @returns the id of the copy */
async function copyFlights(tenant: string, token: string, name: string): Promise<string> {
  const { attributes } = (await requestJson(`${tenant}/api/v1/apps/${FLIGHTS}/copy`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ attributes: { name } }),
  })) as { attributes: { id: string } };
  return attributes.id;
}

async function appIdOf(tenant: string, token: string): Promise<string> {
  const query = new URLSearchParams({ resourceType: 'app', name: APP_TITLE });
  const { data } = (await requestJson(`${tenant}/api/v1/items?${query}`, {
    headers: { authorization: `Bearer ${token}` },
  })) as { data: readonly { resourceId: string }[] };
  const [item] = data;
  if (!item) throw new Error(`The tenant has no app "${APP_TITLE}".`);
  return item.resourceId;
}
