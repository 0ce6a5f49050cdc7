import type { VirtualProxy } from './virtual-proxy.ts';

/** Returns whether pages of that origin may open a WebSocket: the server's own origin, or one on the allow list. */
export function isOriginAllowed(proxy: VirtualProxy, origin: string, ownHost: string | undefined): boolean {
  let host: string;
  try {
    host = new URL(origin).host;
  } catch {
    // `null`, the origin of sandboxed frames and files, is not a URL and is refused.
    return false;
  }
  return isHostAllowed(proxy, host, ownHost);
}

/** Returns the target of sign-in when it is allowed: http(s), on the server's own host or a host on the list. */
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
    // Not a URL: no target.
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
