import { fileURLToPath } from 'node:url';

/** Where the repository is, with a trailing separator. */
export const PROJECT_ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * A path inside the repository.
 * @param {string} path
 */
export function inProject(path) {
  return PROJECT_ROOT + path;
}
