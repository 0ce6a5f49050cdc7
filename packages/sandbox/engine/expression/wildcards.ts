/**
 * Returns the regular expression of a text with the wildcards `*` (any characters) and `?` (one). It takes time in proportion to the product
 * of both lengths: each part between two `*` is searched once, at its first place, and never again.
 * @param flags of the expression
 */
export function wildcardPattern(pattern: string, flags = ''): RegExp {
  const parts = pattern.split(/\*+/).map(sourceOf);
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return new RegExp(`^${first}$`, `s${flags}`);
  // A lookahead keeps what it found first, as JavaScript has no atomic groups.
  const middle = rest.map((part, place) => `(?=(.*?${part}))\\${place + 1}`);
  return new RegExp(`^${first}${middle.join('')}.*${last}$`, `s${flags}`);
}

function sourceOf(part: string): string {
  return part.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('?', '.');
}
