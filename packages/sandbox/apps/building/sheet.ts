import type { ObjectEntry } from '../app-definition.ts';

/** The position of a chart on its sheet's grid. */
export interface Placement {
  readonly chart: ObjectEntry;
  readonly col: number;
  readonly row: number;
  readonly colspan: number;
  readonly rowspan: number;
}

const COLUMNS = 24;

/** A sheet of 24 by (usually) 12 cells with its charts as children. `bounds` are percentages, which Qlik stores besides the grid position. */
export function sheet(
  id: string,
  title: string,
  description: string,
  rank: number,
  placements: readonly Placement[],
  rows = 12,
): ObjectEntry {
  return {
    properties: {
      qInfo: { qId: id, qType: 'sheet' },
      qMetaDef: { title, description },
      rank,
      thumbnail: { qStaticContentUrlDef: {} },
      columns: COLUMNS,
      rows,
      cells: placements.map(({ chart, col, row, colspan, rowspan }) => ({
        name: chart.properties.qInfo.qId,
        type: chart.properties.qInfo.qType,
        col,
        row,
        colspan,
        rowspan,
        bounds: {
          x: (col / COLUMNS) * 100,
          y: (row / rows) * 100,
          width: (colspan / COLUMNS) * 100,
          height: (rowspan / rows) * 100,
        },
      })),
      qChildListDef: { qData: { title: '/title' } },
      gridResolution: 'small',
      layoutOptions: { mobileLayout: 'LIST', extendable: rows > 12 },
      showCondition: '',
      labelExpression: '',
    },
    children: placements.map(({ chart }) => chart),
  };
}
