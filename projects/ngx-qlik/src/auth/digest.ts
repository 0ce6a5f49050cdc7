/**
 * A short text that differs from one text to the next and shows nothing of it: FNV-1a, 32 bits. Names can be guessed by it, so no secret
 * is safe in it.
 *
 * @param seed what it begins with; two digests of different seeds are independent of each other
 */
export function digest(text: string, seed = 0x811c9dc5): string {
  let hash = seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}
