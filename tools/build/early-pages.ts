import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBundleGraph } from './bundle-graph.ts';
import type { PlannedPage } from './bundle-plan.ts';

/** What the page has in its source, where the list of pages goes. */
const PLACE = 'src="qlik-early-start.js"';

/**
 * Writes into `index.html` what each page begins at once. Without it, each script is found out only when the one before has arrived, and all of
 * them, as all calls, only after the application has started.
 *
 * @param site folder of the built site
 * @param files the file name of each bundle
 * @throws {Error} when a page names a bundle that is not there, its bundles need other scripts, too, or `index.html` lacks the script
 */
export async function writeEarlyPages(
  site: string,
  pages: readonly PlannedPage[],
  files: ReadonlyMap<string, string>,
): Promise<void> {
  const graph = await readBundleGraph(site);
  const initial = graph.withImports([graph.main]);
  const written = pages.map(({ address, bundles, ...rest }) => {
    const scripts = bundles.map((name) => {
      const file = files.get(name);
      if (file === undefined) throw new Error(`${address} has the bundle ${name}, which is not there.`);
      return file;
    });
    const others = [...graph.withImports(scripts)].filter(
      (name) => !initial.has(name) && !scripts.includes(name),
    );
    if (others.length > 0)
      throw new Error(`The bundles ${bundles.join(', ')} of ${address} need ${others.join(', ')}, too.`);
    return { address: address.source, scripts, ...rest };
  });
  const index = join(site, 'index.html');
  const html = readFileSync(index, 'utf8');
  const attribute = JSON.stringify(written).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  if (!html.includes(PLACE)) throw new Error(`${index} has no script element with ${PLACE}.`);
  writeFileSync(
    index,
    html.replace(PLACE, () => `${PLACE} data-pages="${attribute}"`),
  );
}
