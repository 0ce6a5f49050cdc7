import { join } from 'node:path';

/** The folder of {@link keptFolder}, for messages. */
export const KEPT_ROOT = '.local';

const ROOT = join(import.meta.dirname, '..', '..', KEPT_ROOT);

/** Returns the folder for keys or certificates that stay from one start to the next; in the repository, `.local/<name>`. */
export function keptFolder(name: 'cloud' | 'client-managed' | 'https'): string {
  return join(ROOT, name);
}
