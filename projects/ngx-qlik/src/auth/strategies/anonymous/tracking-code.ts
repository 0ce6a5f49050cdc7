import type { QlikConnection } from '../../../connections/connection';
import { sharedName } from '../../shared-name';

const FORM = /^[0-9a-f]{40}$/;
const TIME_DIGITS = 8;
const RANDOM_BYTES = 16;

/**
 * Returns an identifier of this browser: seconds since 1970 in eight hexadecimal digits, and 32 random digits. Stored in this browser, so
 * that the tenant counts a returning anonymous user once.
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
    // Blocked storage: another anonymous user with each page.
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
