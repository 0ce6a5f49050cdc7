import type { stardust } from '@nebula.js/stardust';

type ChartModule = { readonly default: stardust.Visualization };

interface ChartPackage {
  /** Object types in an app's own terms (`visualization`), then the names of the package itself. */
  readonly types: readonly string[];
  readonly load: () => Promise<ChartModule>;
}

/** Qlik's open-source charts. Each is a separate chunk, fetched when the first object of its type is rendered. */
const CHART_PACKAGES: readonly ChartPackage[] = [
  { types: ['barchart', 'sn-bar-chart'], load: () => import('@nebula.js/sn-bar-chart') },
  { types: ['linechart', 'sn-line-chart'], load: () => import('@nebula.js/sn-line-chart') },
  { types: ['piechart', 'sn-pie-chart'], load: () => import('@nebula.js/sn-pie-chart') },
  { types: ['combochart', 'sn-combo-chart'], load: () => import('@nebula.js/sn-combo-chart') },
  { types: ['scatterplot', 'sn-scatter-plot'], load: () => import('@nebula.js/sn-scatter-plot') },
  { types: ['kpi', 'sn-kpi'], load: () => import('@nebula.js/sn-kpi') },
  {
    types: ['table', 'straight-table', 'sn-table', 'sn-straight-table'],
    load: () => import('@nebula.js/sn-table'),
  },
  { types: ['pivot-table', 'sn-pivot-table'], load: () => import('@nebula.js/sn-pivot-table') },
  { types: ['filterpane', 'sn-filter-pane'], load: () => import('@nebula.js/sn-filter-pane') },
  { types: ['mekkochart', 'sn-mekko-chart'], load: () => import('@nebula.js/sn-mekko-chart') },
  { types: ['waterfallchart', 'sn-waterfall'], load: () => import('@nebula.js/sn-waterfall') },
  {
    types: ['distributionplot', 'sn-distributionplot'],
    load: () => import('@nebula.js/sn-distributionplot'),
  },
  {
    types: ['bulletchart', 'sn-bullet-chart', 'qlik-bullet-chart'],
    load: () => import('@nebula.js/sn-bullet-chart'),
  },
  {
    types: ['qlik-funnel-chart-ext', 'funnelchart', 'sn-funnel-chart'],
    load: () => import('@nebula.js/sn-funnel-chart'),
  },
  {
    types: ['qlik-sankey-chart-ext', 'sankeychart', 'sn-sankey-chart'],
    load: () => import('@nebula.js/sn-sankey-chart'),
  },
  { types: ['histogram', 'sn-histogram'], load: () => import('@nebula.js/sn-histogram') },
  { types: ['boxplot', 'sn-boxplot'], load: () => import('@nebula.js/sn-boxplot') },
  { types: ['sn-grid-chart', 'gridchart'], load: () => import('@nebula.js/sn-grid-chart') },
  { types: ['sn-org-chart', 'orgchart'], load: () => import('@nebula.js/sn-org-chart') },
];

const visualizations = new Map<ChartPackage, Promise<stardust.Visualization>>();

async function loadVisualization(chart: ChartPackage): Promise<stardust.Visualization> {
  let visualization = visualizations.get(chart);
  if (!visualization) {
    visualization = chart.load().then((module) => module.default);
    visualizations.set(chart, visualization);
    // A failed fetch of a chunk is retried the next time.
    visualization.catch(() => visualizations.delete(chart));
  }
  return visualization;
}

/** Every object type that this runtime can draw, for nebula's configuration. */
export const CHART_TYPES: stardust.TypeInfo[] = CHART_PACKAGES.flatMap((chart) =>
  chart.types.map((name) => ({
    name,
    // Nebula's types describe `load` as a function of a function; it calls it without arguments and awaits the result.
    load: () => loadVisualization(chart),
  })),
);

const names = new Set(CHART_TYPES.map(({ name }) => name));

export function isChartType(name: string): boolean {
  return names.has(name);
}
