import type { QlikConnection } from 'ngx-qlik';
import type { ChosenApp } from '../checks/engine';

/** The path of the call that tells who somebody is. */
export function currentUserPath({ platform, auth: { type } }: QlikConnection): string {
  if (platform === 'cloud') return type === 'm2m' ? '/api/v1/tenants/me' : '/api/v1/users/me';
  // A certificate goes to the repository and the engine, past the proxy that knows of users.
  return type === 'pfx' ? '/qrs/about' : '/qps/user';
}

/** The path of the call that lists apps, as short as it can be. */
export function appListPath({ platform }: QlikConnection): string {
  return platform === 'cloud' ? '/api/v1/items?resourceType=app&limit=1' : '/qrs/app';
}

/** The first app of such a list, an answer's body; `undefined` where there is none. */
export function firstAppOf(body: string): ChosenApp | undefined {
  const parsed = parse(body);
  const list: unknown = Array.isArray(parsed) ? parsed : fieldOf(parsed, 'data');
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  const id = fieldOf(first, 'resourceId') ?? fieldOf(first, 'id');
  const name = fieldOf(first, 'name');
  if (typeof id !== 'string') return undefined;
  return typeof name === 'string' ? { id, name } : { id };
}

/** An address with more in its query. */
export function withQuery(address: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/**
 * The WebSocket of an app, or of none. An identity of its own keeps the examination out of the sessions that the user has open.
 *
 * @param identity letters and digits
 */
export function socketAddress(
  { host, platform }: QlikConnection,
  { appId, identity }: { readonly appId: string | undefined; readonly identity: string },
): string {
  // Half a character has no form in an address.
  const app =
    appId?.replace(/[\ud800-\udfff]/gu, '\ufffd') ??
    (platform === 'cloud' ? `SessionApp_${Date.now()}` : 'engineData');
  const address = `${host.replace(/^http/, 'ws')}/app/${encodeURIComponent(app)}/identity/${identity}`;
  return withQuery(address, { reloadUri: `${host}/sense/app/${app}` });
}

/** Whether browsers take two addresses for one site, by what can be told without the list of public suffixes. */
export function areSameSite(one: string, other: string): boolean {
  const [left, right] = [new URL(one), new URL(other)];
  return left.protocol === right.protocol && siteOf(left.hostname) === siteOf(right.hostname);
}

function siteOf(hostname: string): string {
  if (/^\[|^\d+(\.\d+){3}$/.test(hostname)) return hostname;
  const labels = hostname.split('.');
  const isCountry = /^[a-z]{2}$/.test(labels.at(-1) ?? '');
  const isShared = /^(ac|co|com|edu|gov|net|org)$/.test(labels.at(-2) ?? '');
  return labels.slice(isCountry && isShared ? -3 : -2).join('.');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No list of apps.
    return undefined;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
