import type { QlikCredential } from '../credential';
import type { OAuthTokens } from './token-store';

/** An access token on a REST call. */
export function toBearer({ accessToken, expiresAt }: OAuthTokens): QlikCredential {
  return {
    headers: { Authorization: `Bearer ${accessToken}` },
    queryParams: {},
    cookies: 'omit',
    isReusable: true,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

/** A temporary token in the address of a WebSocket or resource; it works once. */
export function toTemporary(token: string): QlikCredential {
  return { headers: {}, queryParams: { accessToken: token }, cookies: 'omit', isReusable: false };
}
