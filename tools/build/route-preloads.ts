import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBundleGraph } from './bundle-graph.ts';

/**
 * What every page of a connection needs: what follows other tabs and repeats calls, and, since scripts cannot know the connection's auth
 * type before its configuration is there, the strategy that most have. Of the others it brings what they share with it.
 */
const CONNECTION = ['addEventListener("storage"', 'retryNow:', 'The sign-in window was closed before'];

/** What a page needs besides the first download, by its address: a text of each bundle that is in no other one. */
const PAGES: [RegExp, string[]][] = [
  [/\/connections\/[^/]+\/spaces$/, [...CONNECTION, 'selectors:[["app-space-list"]]']],
  [
    /\/connections\/[^/]+\/apps\/[^/]+$/,
    // The last two are the library's `page-runtime.ts` and `embed-controller.ts`.
    [
      ...CONNECTION,
      'selectors:[["app-app-viewer"]]',
      'The server may be too old for this',
      'Qlik showed nothing within',
    ],
  ],
];

/**
 * Writes `route-preloads.js`: a page tells the browser at once which bundles it needs. Without it, each is found out only when the
 * one before has arrived, and all of them only after the application has started.
 *
 * @param folder of the built site
 * @throws {Error} when what a page needs is not in exactly one bundle
 */
export async function writeRoutePreloads(folder: string): Promise<void> {
  const graph = await readBundleGraph(folder);
  const initial = graph.withImports([graph.main]);
  const scripts = readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
  const pages = PAGES.map(([address, texts]): [string, string[]] => {
    const entries = texts.map((text) => findBundle(scripts, text));
    return [address.source, [...graph.withImports(entries)].filter((name) => !initial.has(name))];
  });
  writeFileSync(join(folder, 'route-preloads.js'), toScript(pages));
}

function findBundle(scripts: readonly { name: string; text: string }[], text: string): string {
  const found = scripts.filter((script) => script.text.includes(text)).map(({ name }) => name);
  const [only] = found;
  if (only === undefined || found.length > 1)
    throw new Error(`One bundle was expected to have ${text}, but it is in ${found.join(', ') || 'none'}.`);
  return only;
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
