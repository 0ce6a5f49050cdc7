import type { stardust } from '@nebula.js/stardust';
import { CHART_TYPE_NAMES, CLIENT_TYPE_NAMES } from './chart-type-names.ts';
import { evalRefused } from './unavailable-chart.ts';

type ChartModule = { readonly default: stardust.Visualization };

interface ChartPackage {
  /** Object types in an app's own terms (`visualization`), then the names of the package itself. */
  readonly types: readonly string[];
  readonly load: () => Promise<ChartModule>;
}

/** Qlik's open-source charts. Each is a separate chunk, fetched when the first object of its type is rendered. */
const CHART_PACKAGES: readonly ChartPackage[] = [
  { types: CHART_TYPE_NAMES['sn-bar-chart'], load: () => import('@nebula.js/sn-bar-chart') },
  { types: CHART_TYPE_NAMES['sn-line-chart'], load: () => import('@nebula.js/sn-line-chart') },
  { types: CHART_TYPE_NAMES['sn-pie-chart'], load: () => import('@nebula.js/sn-pie-chart') },
  { types: CHART_TYPE_NAMES['sn-combo-chart'], load: () => import('@nebula.js/sn-combo-chart') },
  { types: CHART_TYPE_NAMES['sn-scatter-plot'], load: () => import('@nebula.js/sn-scatter-plot') },
  { types: CHART_TYPE_NAMES['sn-kpi'], load: () => import('@nebula.js/sn-kpi') },
  {
    types: CHART_TYPE_NAMES['sn-table'],
    load: () => import('@nebula.js/sn-table'),
  },
  { types: CHART_TYPE_NAMES['sn-pivot-table'], load: () => import('@nebula.js/sn-pivot-table') },
  { types: CHART_TYPE_NAMES['sn-filter-pane'], load: () => import('@nebula.js/sn-filter-pane') },
  { types: CHART_TYPE_NAMES['sn-mekko-chart'], load: () => import('@nebula.js/sn-mekko-chart') },
  { types: CHART_TYPE_NAMES['sn-waterfall'], load: () => import('@nebula.js/sn-waterfall') },
  {
    types: CHART_TYPE_NAMES['sn-distributionplot'],
    load: () => import('@nebula.js/sn-distributionplot'),
  },
  {
    types: CHART_TYPE_NAMES['sn-bullet-chart'],
    load: () => import('@nebula.js/sn-bullet-chart'),
  },
  {
    types: CHART_TYPE_NAMES['sn-funnel-chart'],
    load: () => import('@nebula.js/sn-funnel-chart'),
  },
  {
    types: CHART_TYPE_NAMES['sn-sankey-chart'],
    load: () => import('@nebula.js/sn-sankey-chart'),
  },
  { types: CHART_TYPE_NAMES['sn-histogram'], load: () => import('@nebula.js/sn-histogram') },
  { types: CHART_TYPE_NAMES['sn-boxplot'], load: () => import('@nebula.js/sn-boxplot') },
  { types: CHART_TYPE_NAMES['sn-grid-chart'], load: () => import('@nebula.js/sn-grid-chart') },
  { types: CHART_TYPE_NAMES['sn-org-chart'], load: () => import('@nebula.js/sn-org-chart') },
  { types: CHART_TYPE_NAMES['sn-action-button'], load: () => import('@nebula.js/sn-action-button') },
];

/** Charts of Qlik's own client, as the runtime draws them. */
const CLIENT_CHARTS: readonly ChartPackage[] = [
  { types: CLIENT_TYPE_NAMES['text-image'], load: () => import('./client-charts/text-image.ts') },
  { types: CLIENT_TYPE_NAMES.container, load: () => import('./client-charts/container.ts') },
  { types: CLIENT_TYPE_NAMES['layout-container'], load: () => import('./client-charts/layout-container.ts') },
];

const visualizations = new Map<ChartPackage, Promise<stardust.Visualization>>();

async function loadVisualization(chart: ChartPackage): Promise<stardust.Visualization> {
  let visualization = visualizations.get(chart);
  if (!visualization) {
    visualization = chart.load().then(
      (module) => module.default,
      (error: unknown) => {
        if (error instanceof EvalError) return evalRefused(chart.types[0] ?? '');
        throw error;
      },
    );
    visualizations.set(chart, visualization);
    // A failed fetch of a chunk is retried the next time.
    visualization.catch(() => visualizations.delete(chart));
  }
  return visualization;
}

/** Every object type that this runtime can draw, for nebula's configuration. */
export const CHART_TYPES: stardust.TypeInfo[] = [...CHART_PACKAGES, ...CLIENT_CHARTS].flatMap((chart) =>
  chart.types.map((name) => ({
    name,
    // Nebula's types describe `load` as a function of a function; it calls it without arguments and awaits the result.
    load: () => loadVisualization(chart),
  })),
);

const nebulaTypes = new Set(CHART_PACKAGES.flatMap(({ types }) => types));
const clientTypes = new Set(CLIENT_CHARTS.flatMap(({ types }) => types));

/** Whether embeds draw the type: always, with `preview` only, or not at all. */
export function supportOf(type: string): 'drawn' | 'with-preview' | 'unknown' {
  if (nebulaTypes.has(type)) return 'drawn';
  return clientTypes.has(type) ? 'with-preview' : 'unknown';
}
