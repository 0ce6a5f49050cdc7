import type { ObjectEntry } from '../app-definition.ts';

/** Where a chart lies on its sheet's grid. */
export interface Placement {
  readonly chart: ObjectEntry;
  readonly col: number;
  readonly row: number;
  readonly colspan: number;
  readonly rowspan: number;
}

const COLUMNS = 24;
const ROWS = 12;

/** A sheet of 24 by 12 cells with its charts as children; `bounds` are percents, as Qlik keeps them beside the grid. */
export function sheet(
  id: string,
  title: string,
  description: string,
  rank: number,
  placements: readonly Placement[],
): ObjectEntry {
  return {
    properties: {
      qInfo: { qId: id, qType: 'sheet' },
      qMetaDef: { title, description },
      rank,
      thumbnail: { qStaticContentUrlDef: {} },
      columns: COLUMNS,
      rows: ROWS,
      cells: placements.map(({ chart, col, row, colspan, rowspan }) => ({
        name: chart.properties.qInfo.qId,
        type: chart.properties.qInfo.qType,
        col,
        row,
        colspan,
        rowspan,
        bounds: {
          x: (col / COLUMNS) * 100,
          y: (row / ROWS) * 100,
          width: (colspan / COLUMNS) * 100,
          height: (rowspan / ROWS) * 100,
        },
      })),
      qChildListDef: { qData: { title: '/title' } },
      gridResolution: 'small',
      layoutOptions: { mobileLayout: 'LIST', extendable: false },
      showCondition: '',
      labelExpression: '',
    },
    children: placements.map(({ chart }) => chart),
  };
}
