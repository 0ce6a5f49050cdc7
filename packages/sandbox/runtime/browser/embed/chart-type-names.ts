/** The object types that each of Qlik's open-source charts draws: in an app's own terms (`visualization`), then the names of the package itself. */
export const CHART_TYPE_NAMES = {
  'sn-bar-chart': ['barchart', 'sn-bar-chart'],
  'sn-line-chart': ['linechart', 'sn-line-chart'],
  'sn-pie-chart': ['piechart', 'sn-pie-chart'],
  'sn-combo-chart': ['combochart', 'sn-combo-chart'],
  'sn-scatter-plot': ['scatterplot', 'sn-scatter-plot'],
  'sn-kpi': ['kpi', 'sn-kpi'],
  'sn-table': ['table', 'straight-table', 'sn-table', 'sn-straight-table'],
  'sn-pivot-table': ['pivot-table', 'sn-pivot-table'],
  'sn-filter-pane': ['filterpane', 'sn-filter-pane'],
  'sn-mekko-chart': ['mekkochart', 'sn-mekko-chart'],
  'sn-waterfall': ['waterfallchart', 'sn-waterfall'],
  'sn-distributionplot': ['distributionplot', 'sn-distributionplot'],
  'sn-bullet-chart': ['bulletchart', 'sn-bullet-chart', 'qlik-bullet-chart'],
  'sn-funnel-chart': ['qlik-funnel-chart-ext', 'funnelchart', 'sn-funnel-chart'],
  'sn-sankey-chart': ['qlik-sankey-chart-ext', 'sankeychart', 'sn-sankey-chart'],
  'sn-histogram': ['histogram', 'sn-histogram'],
  'sn-boxplot': ['boxplot', 'sn-boxplot'],
  'sn-grid-chart': ['sn-grid-chart', 'gridchart'],
  'sn-org-chart': ['sn-org-chart', 'orgchart'],
  'sn-action-button': ['action-button', 'sn-action-button'],
} as const;

/** The object types of Qlik's own client that are no nebula charts: embeds draw them with `preview` only. */
export const CLIENT_TYPE_NAMES = {
  'text-image': ['text-image'],
  container: ['container', 'sn-tabbed-container'],
  'layout-container': ['sn-layout-container'],
} as const;
