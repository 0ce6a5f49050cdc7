import type { VirtualProxy } from './virtual-proxy.ts';

/** May pages of that origin open a WebSocket? Those of the server itself may, others by the allow list. */
export function isOriginAllowed(proxy: VirtualProxy, origin: string, ownHost: string | undefined): boolean {
  let host: string;
  try {
    host = new URL(origin).host;
  } catch {
    // `null`, the origin of sandboxed frames and files, is no URL and nobody's.
    return false;
  }
  return isHostAllowed(proxy, host, ownHost);
}

/** May sign-in lead to that address? Only http(s), only to hosts on the list or to the server itself. */
export function allowedTarget(
  proxy: VirtualProxy,
  target: string | undefined,
  ownHost: string | undefined,
): URL | undefined {
  if (target === undefined) {
    return undefined;
  }
  let url: URL;
  try {
    url = new URL(target);
  } catch {
    // Not an address: nothing to go to.
    return undefined;
  }
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
  return isWeb && url.username === '' && isHostAllowed(proxy, url.host, ownHost) ? url : undefined;
}

function isHostAllowed(proxy: VirtualProxy, host: string, ownHost: string | undefined): boolean {
  const wanted = host.toLowerCase();
  return (
    wanted === ownHost?.toLowerCase() || proxy.hostAllowList.some((entry) => entry.toLowerCase() === wanted)
  );
}
