import type { stardust } from '@nebula.js/stardust';
import type { HostConfig } from '@qlik/api/auth';
import { isRecord } from '../../../json/is-record.ts';
import { auth } from '../qlik-client.ts';
import { CHART_THEMES, withDefaults } from './chart-themes.ts';

/** Charts are drawn when their theme is there. */
const TIME_LIMIT_MS = 10_000;

/** Qlik's themes, and the tenant's of this name if Qlik has none. */
export function themesFor(
  name: string | undefined,
  hostConfig: HostConfig | undefined,
): stardust.ThemeInfo[] {
  if (name === undefined || CHART_THEMES.some(({ id }) => id === name)) return CHART_THEMES;
  return [...CHART_THEMES, { id: name, load: () => loadTheme(name, hostConfig) }];
}

/** A theme that is not there is the default theme: the charts have no reason to fail, and Qlik's documents name no error. */
async function loadTheme(name: string, hostConfig: HostConfig | undefined): Promise<stardust.ThemeJSON> {
  try {
    return withDefaults(await fetchTheme(name, hostConfig));
  } catch (error) {
    console.warn(`qlik-embed: the theme "${name}" cannot be loaded; the default theme is used.`, error);
    return withDefaults({});
  }
}

/** @see https://qlik.dev/apis/rest/themes/ `GET /themes/{id}/file/{filepath}` */
async function fetchTheme(
  name: string,
  hostConfig: HostConfig | undefined,
): Promise<Record<string, unknown>> {
  const host = hostConfig === undefined ? {} : { hostConfig };
  const { headers, queryParams, credentials } = await auth.default.getRestCallAuthParams({
    ...host,
    method: 'GET',
  });
  const address = new URL(
    `${auth.default.toValidLocationUrl(hostConfig)}/api/v1/themes/${encodeURIComponent(name)}/file/theme.json`,
    location.href,
  );
  for (const [key, value] of Object.entries(queryParams)) address.searchParams.set(key, value);
  const answer = await fetch(address, { headers, credentials, signal: AbortSignal.timeout(TIME_LIMIT_MS) });
  if (!answer.ok) throw new Error(`The host answers with status ${answer.status}.`);
  const theme: unknown = await answer.json();
  if (!isRecord(theme)) throw new Error('The host’s answer is no theme.');
  return theme;
}
