import { Problem } from '../errors/problem.ts';

const BASE = 'http://host.invalid';
const MAX_LENGTH = 2_000;

/** A path of this site: two slashes, or a slash and a backslash, would begin the name of another host. */
export const SITE_PATH = /^\/(?![/\\])[\x21-\x7e]*$/;

/**
 * Returns the path that a sign-in may return to: always on this site.
 * @throws {Problem} 400
 */
export function readReturnPath(given: unknown): string {
  if (given === undefined || given === '') return '/';
  if (typeof given === 'string' && given.length <= MAX_LENGTH && SITE_PATH.test(given)) {
    const url = URL.canParse(given, BASE) ? new URL(given, BASE) : undefined;
    // A path such as `/..//evil` becomes another host only after its dots are resolved.
    if (url?.origin === BASE && !url.pathname.startsWith('//') && !given.includes('\\')) {
      return url.pathname + url.search + url.hash;
    }
  }
  throw new Problem(400, 'return-path', 'returnTo must be a path of this site, such as /spaces.');
}
