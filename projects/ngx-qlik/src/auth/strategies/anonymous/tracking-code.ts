import type { QlikConnection } from '../../../connections/connection';
import { sharedName } from '../../shared-name';

const FORM = /^[0-9a-f]{40}$/;
const TIME_DIGITS = 8;
const RANDOM_BYTES = 16;

/**
 * Tells one visitor's browser from another's: seconds since 1970 in eight hexadecimal digits, and 32 at random. Kept in this browser,
 * so that a visitor who comes back is the same one to the tenant.
 *
 * @see `@qlik/api` 2.19, `getOrCreateTrackingCode`
 */
export function trackingCode(connection: QlikConnection): string {
  const key = sharedName('anonymous', connection);
  try {
    const stored = localStorage.getItem(key);
    const code = stored !== null && FORM.test(stored) ? stored : create();
    localStorage.setItem(key, code);
    return code;
  } catch {
    // Blocked storage: another visitor with each page.
    return create();
  }
}

function create(): string {
  const seconds = Math.floor(Date.now() / 1000)
    .toString(16)
    .padStart(TIME_DIGITS, '0');
  const random = Array.from(crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)), toHex);
  return seconds + random.join('');
}

function toHex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
