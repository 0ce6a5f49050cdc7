/**
 * Returns a short hash of a text: FNV-1a, 32 bits. It is not cryptographic: inputs can be guessed, so do not use it for secrets.
 *
 * @param seed what it begins with; two digests of different seeds are independent of each other
 */
export function digest(text: string, seed = 0x811c9dc5): string {
  let hash = seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}
