/** Display names of visualization types. */
const NAMES: Readonly<Record<string, string>> = {
  barchart: 'Bar chart',
  linechart: 'Line chart',
  piechart: 'Pie chart',
  combochart: 'Combo chart',
  scatterplot: 'Scatter plot',
  table: 'Table',
  'pivot-table': 'Pivot table',
  kpi: 'KPI',
  filterpane: 'Filter pane',
};

/** Returns a display name for a chart of known type and id. */
export function describeChart(type: string, objectId: string): string {
  const words = objectId.replaceAll(/[-_]+/g, ' ');
  return `${NAMES[type] ?? type}: ${words}`;
}
