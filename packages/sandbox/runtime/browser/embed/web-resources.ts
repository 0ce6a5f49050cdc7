import { auth } from '../qlik-client.ts';
import type { EmbedProps } from './props.ts';

/** The token for addresses of a host config that signs in with tokens; `undefined` where the browser's session does. */
export async function resourceToken(hostConfig: EmbedProps['hostConfig']): Promise<string | undefined> {
  const { queryParams } = await auth.default.getWebResourceAuthParams(
    hostConfig === undefined ? {} : { hostConfig },
  );
  return queryParams['accessToken'];
}

/** An address of the tenant that a browser can fetch for a frame or an image, with a token where there is no session. */
export function resourceAddress(
  hostConfig: EmbedProps['hostConfig'],
  path: string,
  token: string | undefined,
): string {
  const address = auth.default.toValidLocationUrl(hostConfig) + path;
  if (token === undefined) return address;
  return `${address}${address.includes('?') ? '&' : '?'}accessToken=${encodeURIComponent(token)}`;
}

/** Returns the function that gives addresses of the tenant to what draws images. */
export function addressesOf(hostConfig: EmbedProps['hostConfig']): (path: string) => Promise<string> {
  return async (path) => resourceAddress(hostConfig, path, await resourceToken(hostConfig));
}
