import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readBundleGraph } from './bundle-graph.ts';

/**
 * The size of the scripts and style sheets that a page names, and of what those import at once.
 *
 * @param site folder of the page's `index.html`
 * @returns bytes after gzip, of each file by itself
 */
export async function initialBytes(site: string): Promise<number> {
  const page = readFileSync(join(site, 'index.html'), 'utf8');
  const named = [...page.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, path = '']) =>
    path.replace(/^\//, ''),
  );
  if (named.length === 0) throw new Error('The page names no script, so its download cannot be measured.');
  const missing = named.filter((name) => !existsSync(join(site, name)));
  if (missing.length > 0) throw new Error(`The page names ${missing.join(', ')}, which is not there.`);

  const { withImports } = await readBundleGraph(site);
  return [...withImports(named)]
    .map((name) => gzipSync(readFileSync(join(site, name)), { level: 9 }).length)
    .reduce((sum, bytes) => sum + bytes, 0);
}
