const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Sixteen letters and digits that client-managed servers want to see in the query and in a header of the same call.
 *
 * They are no secret: that a page can set the header is what shows that the call is not forged.
 * @see Qlik's help, "Using Xrfkey headers"
 */
export function createXrfkey(): string {
  return Array.from(
    crypto.getRandomValues(new Uint8Array(16)),
    (byte) => LETTERS[byte % LETTERS.length],
  ).join('');
}

/** The key as calls carry it. */
export function xrfkeyParams(key: string): {
  readonly headers: Readonly<Record<string, string>>;
  readonly queryParams: Readonly<Record<string, string>>;
} {
  return { headers: { 'X-Qlik-Xrfkey': key }, queryParams: { xrfkey: key } };
}
