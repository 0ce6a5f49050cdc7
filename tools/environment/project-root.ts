import { fileURLToPath } from 'node:url';

/** Where the repository is, with a trailing separator. */
export const PROJECT_ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A path inside the repository. */
export function inProject(path: string): string {
  return PROJECT_ROOT + path;
}
