import { ANONYMOUS_DEMO } from './anonymous.demo';
import { ANONYMOUS_VIRTUAL_PROXY_DEMO } from './anonymous-virtual-proxy.demo';
import { APIKEY_DEMO } from './apikey.demo';
import type { AuthDemo } from './auth-demo';
import { COOKIE_DEMO } from './cookie.demo';
import { HEADER_DEMO } from './header.demo';
import { JWT_DEMO } from './jwt.demo';
import { JWT_VIRTUAL_PROXY_DEMO } from './jwt-virtual-proxy.demo';
import { M2M_DEMO } from './m2m.demo';
import { NONE_DEMO } from './none.demo';
import { OAUTH2_DEMO } from './oauth2.demo';
import { OAUTH2_IMPERSONATION_DEMO } from './oauth2-impersonation.demo';
import { OAUTH2_WEB_DEMO } from './oauth2-web.demo';
import { PFX_DEMO } from './pfx.demo';
import { REFERENCE_DEMO } from './reference.demo';
import { TICKET_DEMO } from './ticket.demo';
import { WINDOWS_DEMO } from './windows.demo';

/** All auth types with a demo, in the order of the gallery. */
export const AUTH_DEMOS: readonly AuthDemo[] = [
  // Qlik Cloud
  OAUTH2_DEMO,
  OAUTH2_IMPERSONATION_DEMO,
  OAUTH2_WEB_DEMO,
  M2M_DEMO,
  JWT_DEMO,
  COOKIE_DEMO,
  ANONYMOUS_DEMO,
  APIKEY_DEMO,
  NONE_DEMO,
  REFERENCE_DEMO,
  // Client-managed
  TICKET_DEMO,
  WINDOWS_DEMO,
  HEADER_DEMO,
  JWT_VIRTUAL_PROXY_DEMO,
  ANONYMOUS_VIRTUAL_PROXY_DEMO,
  PFX_DEMO,
];

/** Returns the demo of an auth type from the address. */
export function findDemo(type: string): AuthDemo | undefined {
  return AUTH_DEMOS.find((each) => each.type === type);
}
