import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBundleGraph } from './bundle-graph.ts';
import type { PlannedPage } from './bundle-plan.ts';

/**
 * Writes `route-preloads.js`: a page tells the browser at once which bundles it needs. Without it, each is found out only when the
 * one before has arrived, and all of them only after the application has started.
 *
 * @param site folder of the built site
 * @param files the file name of each bundle
 * @throws {Error} when a page names a bundle that is not there, or its bundles need other scripts, too
 */
export async function writeRoutePreloads(
  site: string,
  pages: readonly PlannedPage[],
  files: ReadonlyMap<string, string>,
): Promise<void> {
  const graph = await readBundleGraph(site);
  const initial = graph.withImports([graph.main]);
  const preloads = pages.map(({ address, bundles }): [string, string[]] => {
    const named = bundles.map((name) => {
      const file = files.get(name);
      if (file === undefined) throw new Error(`${address} has the bundle ${name}, which is not there.`);
      return file;
    });
    const others = [...graph.withImports(named)].filter(
      (name) => !initial.has(name) && !named.includes(name),
    );
    if (others.length > 0)
      throw new Error(`The bundles ${bundles.join(', ')} of ${address} need ${others.join(', ')}, too.`);
    return [address.source, named];
  });
  writeFileSync(join(site, 'route-preloads.js'), toScript(preloads));
}

function toScript(pages: readonly [string, readonly string[]][]): string {
  return `for (const [address, bundles] of ${JSON.stringify(pages)}) {
  if (!new RegExp(address).test(location.pathname)) continue;
  for (const bundle of bundles) {
    const link = document.createElement('link');
    link.rel = 'modulepreload';
    link.href = bundle;
    document.head.append(link);
  }
}
`;
}
