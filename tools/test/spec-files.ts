import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../environment/project-root.ts';

const NOT_OURS = new Set(['node_modules', 'dist', 'coverage']);

/** The `*.spec.*` files below a folder of the project, sorted. Node 20's test runner knows no patterns. */
export function specFiles(folder) {
  return readdirSync(inProject(folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : specFiles(path);
      return /\.spec\.(ts|mts|mjs)$/.test(entry.name) ? [path] : [];
    })
    .sort();
}
