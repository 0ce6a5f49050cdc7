import { launchOptions as usualOptions } from '../support/chromium.ts';
import { DELIVERY_HOSTS } from './content-delivery.ts';

/** Arguments of Chromium: the delivery networks are on this machine, and there is no other host than it. */
export function browserArguments(deliveryPort: number): readonly string[] {
  const rules = [
    ...DELIVERY_HOSTS.map((host) => `MAP ${host}:443 127.0.0.1:${deliveryPort}`),
    ...['EXCLUDE localhost', 'EXCLUDE 127.0.0.1', 'MAP * ~NOTFOUND'],
  ];
  return [`--host-resolver-rules=${rules.join(',')}`, '--ignore-certificate-errors'];
}

/** How Playwright starts Chromium with further arguments. */
export function launchOptions(args: readonly string[]): ReturnType<typeof usualOptions> {
  const usual = usualOptions();
  return { ...usual, args: [...usual.args, ...args] };
}
