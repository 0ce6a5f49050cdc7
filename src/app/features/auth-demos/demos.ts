import type { AuthDemo } from './auth-demo';
import { OAUTH2_DEMO } from './oauth2.demo';

/** Every auth type that has a demo, in the order of the gallery. */
export const AUTH_DEMOS: readonly AuthDemo[] = [OAUTH2_DEMO];

/** The demo of a type named in an address. */
export function findDemo(type: string): AuthDemo | undefined {
  return AUTH_DEMOS.find((each) => each.type === type);
}
