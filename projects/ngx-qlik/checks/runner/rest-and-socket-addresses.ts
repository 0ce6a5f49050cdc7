import type { QlikConnection } from 'ngx-qlik';
import type { ChosenApp } from '../engine';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';

/** Returns the path of the API that identifies the caller. */
export function currentUserPath({ platform, auth: { type } }: QlikConnection): string {
  if (platform === 'cloud') return type === 'm2m' ? '/api/v1/tenants/me' : '/api/v1/users/me';
  // A client certificate bypasses the proxy, which is the service that knows the user.
  return type === 'pfx' ? '/qrs/about' : '/qps/user';
}

/** Returns the path of the API that lists apps, limited where the API allows. */
export function appListPath({ platform }: QlikConnection): string {
  return platform === 'cloud' ? '/api/v1/items?resourceType=app&limit=1' : '/qrs/app';
}

/** Returns the first app of an app list's response body; `undefined` when there is none. */
export function firstAppOf(body: string): ChosenApp | undefined {
  const parsed = parse(body);
  const list: unknown = Array.isArray(parsed) ? parsed : fieldOf(parsed, 'data');
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  const id = fieldOf(first, 'resourceId') ?? fieldOf(first, 'id');
  const name = fieldOf(first, 'name');
  if (typeof id !== 'string') return undefined;
  return typeof name === 'string' ? { id, name } : { id };
}

/** Returns the address with these query parameters added. */
export function withQuery(address: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/**
 * Returns the WebSocket address of an app, or of the engine without an app. A separate identity keeps the check out of the user's open
 * sessions.
 *
 * @param identity letters and digits
 */
export function socketAddress(
  { host, platform }: QlikConnection,
  { appId, identity }: { readonly appId: string | undefined; readonly identity: string },
): string {
  // A lone surrogate cannot be encoded in a URL.
  const app =
    appId?.replace(/[\ud800-\udfff]/gu, '\ufffd') ??
    (platform === 'cloud' ? `SessionApp_${Date.now()}` : 'engineData');
  const address = `${host.replace(/^http/, 'ws')}/app/${encodeURIComponent(app)}/identity/${identity}`;
  return withQuery(address, { reloadUri: `${host}/sense/app/${app}` });
}

/** Whether two addresses are same-site. An approximation without the public suffix list. */
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
    // Not an app list.
    return undefined;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}
