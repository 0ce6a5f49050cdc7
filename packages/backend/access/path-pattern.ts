/** Returns whether the decoded segments of a path match the pattern. */
export type PathPattern = (segments: readonly string[]) => boolean;

const PATTERN = /^(?:\/(?:\*|[\w.~-]+))*\/(?:\*\*?|[\w.~-]+)$/;

/** Returns whether {@link compilePattern} accepts the text. */
export function isPathPattern(written: string): boolean {
  return PATTERN.test(written) && !written.split('/').some((segment) => /^\.+$/.test(segment));
}

/**
 * Compiles a path pattern of the secrets file: segments of letters, digits and `._~-`; `*` stands for one segment that is not empty,
 * `**` at the end for the rest, which may be empty. Letters are compared as they are. A path that ends with a slash only fits `**`.
 * @throws {TypeError} for an invalid pattern
 */
export function compilePattern(written: string): PathPattern {
  if (!isPathPattern(written)) throw new TypeError('A path pattern is /a/*/b or /a/**.');
  const wanted = written.slice(1).split('/');
  const hasRest = wanted.at(-1) === '**';
  const fixed = hasRest ? wanted.slice(0, -1) : wanted;
  return (segments) =>
    (hasRest ? segments.length >= fixed.length : segments.length === fixed.length) &&
    fixed.every((part, index) => (part === '*' ? segments[index] !== '' : segments[index] === part));
}

/**
 * Compiles a pattern of refused paths: it matches every spelling that some server may read as the path, in other letter case, with parameters
 * (`;x=1`) or with slashes at the end.
 * @throws {TypeError} when it is no pattern
 */
export function compileRefusal(written: string): PathPattern {
  const fits = compilePattern(written.toLowerCase());
  return (segments) => {
    const folded = segments.map((segment) =>
      segment.normalize('NFKC').toLowerCase().replace(/;.*$/s, '').trim(),
    );
    while (folded.length > 1 && folded.at(-1) === '') folded.pop();
    return fits(folded);
  };
}

/**
 * Returns the segments of a path, percent-decoded once.
 * @param path begins with a slash; a query is left out
 * @returns undefined when a segment decodes to something that a server could read as more than a name: a slash, a backslash, dots only,
 *   a control character, another percent code, or no UTF-8
 */
export function readSegments(path: string): readonly string[] | undefined {
  const [place = ''] = path.split(/[?#]/, 1);
  if (!place.startsWith('/')) return undefined;
  const segments: string[] = [];
  for (const written of place.slice(1).split('/')) {
    let segment: string;
    try {
      segment = decodeURIComponent(written);
    } catch {
      // Not UTF-8: each server may read it differently.
      return undefined;
    }
    // oxlint-disable-next-line no-control-regex -- the pattern searches for control characters
    if (/[/\\\u0000-\u001f\u007f-\u009f]|%[\da-f]{2}/i.test(segment)) return undefined;
    if (/^\.+(?:;.*)?$/s.test(segment.normalize('NFKC'))) return undefined;
    segments.push(segment);
  }
  // An empty segment in the middle is skipped by some servers and kept by others.
  return segments.slice(0, -1).includes('') ? undefined : segments;
}
