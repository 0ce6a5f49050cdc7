import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '.local');

/** Returns the folder for keys or certificates that stay from one start to the next; in the repository, `.local/<name>`. */
export function keptFolder(name: 'cloud' | 'client-managed' | 'https'): string {
  return join(ROOT, name);
}
