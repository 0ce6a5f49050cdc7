const MAX_CHARACTERS = 2_000;
const FOREIGN_CHARACTER = /[^\x21-\x7e]/gu;

/**
 * The path of a request target as it may be logged: without query and fragment, of printable ASCII characters, at most 2,000 of them.
 * Other characters are percent-encoded.
 */
export function loggedPath(target: string): string {
  const [path = ''] = target.split(/[?#]/, 1);
  return path.slice(0, MAX_CHARACTERS).replace(FOREIGN_CHARACTER, encode).slice(0, MAX_CHARACTERS);
}

/** Node decodes bytes above 0x7f as Latin-1. */
function encode(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `%${code.toString(16).toUpperCase().padStart(2, '0')}`;
  // By way of UTF-8, since half a surrogate pair cannot be encoded.
  return encodeURIComponent(Buffer.from(character).toString());
}
