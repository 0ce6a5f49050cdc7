import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

/** Chart packages by the type that the demo app's objects have. */
const CHARTS: Readonly<Record<string, string>> = {
  'action-button': 'sn-action-button',
  barchart: 'sn-bar-chart',
  boxplot: 'sn-boxplot',
  bulletchart: 'sn-bullet-chart',
  combochart: 'sn-combo-chart',
  distributionplot: 'sn-distributionplot',
  filterpane: 'sn-filter-pane',
  histogram: 'sn-histogram',
  kpi: 'sn-kpi',
  linechart: 'sn-line-chart',
  mekkochart: 'sn-mekko-chart',
  piechart: 'sn-pie-chart',
  'pivot-table': 'sn-pivot-table',
  'qlik-funnel-chart-ext': 'sn-funnel-chart',
  'qlik-sankey-chart-ext': 'sn-sankey-chart',
  scatterplot: 'sn-scatter-plot',
  'sn-grid-chart': 'sn-grid-chart',
  table: 'sn-table',
  waterfallchart: 'sn-waterfall',
};

/**
 * A page's script as nebula's own guide writes it: a document by enigma.js, `embed()` with chart types, and `render()` into
 * the elements that have a `data-object`. It uses no code of this project. `window.doc` is the document.
 */
export async function nebulaPage(): Promise<string> {
  const imports = Object.values(CHARTS).map(
    (name, place) => `import chart${place} from '@nebula.js/${name}';`,
  );
  const types = Object.keys(CHARTS).map(
    (name, place) => `{ name: ${JSON.stringify(name)}, load: () => Promise.resolve(chart${place}) },`,
  );
  const schema = createRequire(import.meta.url).resolve('enigma.js/schemas/12.2027.0.json');
  const contents = `
    import { embed } from '@nebula.js/stardust';
    import enigma from 'enigma.js';
    import schema from ${JSON.stringify(schema)};
    ${imports.join('\n')}
    const { url, app } = document.body.dataset;
    const session = enigma.create({ schema, url, createSocket: (address) => new WebSocket(address) });
    const doc = await (await session.open()).openDoc(app);
    const nebula = embed(doc, { context: { constraints: {} }, types: [${types.join('\n')}] });
    window.doc = doc;
    for (const element of document.querySelectorAll('[data-object]')) {
      nebula.render({ element, id: element.dataset.object });
    }`;
  const { outputFiles } = await esbuild.build({
    stdin: { contents, resolveDir: dirname(fileURLToPath(import.meta.url)), loader: 'js' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const [script] = outputFiles;
  if (!script) throw new Error('The page has no script.');
  return script.text;
}
