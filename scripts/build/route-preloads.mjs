import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The sources whose bundles a page needs, by its address. */
const PAGES = [
  [
    /\/connections\/[^/]+\/spaces$/,
    [
      'src/app/features/connection-area/connection-area.component.ts',
      'src/app/features/spaces/spaces.routes.ts',
    ],
  ],
  [
    /\/connections\/[^/]+\/apps\/[^/]+$/,
    [
      'src/app/features/connection-area/connection-area.component.ts',
      'src/app/features/app-viewer/app-viewer.routes.ts',
      'src/app/connections/engine-warm-up.ts',
      'projects/ngx-qlik/src/runtime/page-runtime.ts',
    ],
  ],
];

/**
 * Writes `route-preloads.js`: a page tells the browser at once which bundles it needs. Without it, each is found out only when the
 * one before has arrived, and all of them only after the application has started.
 *
 * @param {string} folder of the built application, with `stats.json` and `browser/`
 * @throws {Error} when a source of a page is not in the build
 */
export function writeRoutePreloads(folder) {
  const { outputs } = JSON.parse(readFileSync(join(folder, 'stats.json'), 'utf8'));
  const main = Object.keys(outputs).find((name) => outputs[name].entryPoint === 'src/main.ts');
  if (main === undefined) throw new Error('stats.json names no bundle of src/main.ts.');
  const initial = withImports(outputs, [main]);
  const pages = PAGES.map(([address, sources]) => {
    const entries = sources.map((source) => findBundle(outputs, source));
    const bundles = [...withImports(outputs, entries)].filter((name) => !initial.has(name));
    return [address.source, bundles];
  });
  writeFileSync(join(folder, 'browser/route-preloads.js'), toScript(pages));
}

function findBundle(outputs, source) {
  const found = Object.keys(outputs).find((name) => outputs[name].entryPoint === source);
  if (found === undefined) throw new Error(`stats.json names no bundle of ${source}.`);
  return found;
}

/** Bundles with everything that they import statically. */
function withImports(outputs, entries) {
  const found = new Set();
  const follow = (name) => {
    if (found.has(name) || !(name in outputs)) return;
    found.add(name);
    for (const each of outputs[name].imports) if (each.kind === 'import-statement') follow(each.path);
  };
  entries.forEach(follow);
  return found;
}

function toScript(pages) {
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
