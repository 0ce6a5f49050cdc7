import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ObjectProperties } from '../../../packages/sandbox/apps/app-definition.ts';
import { chart } from '../../../packages/sandbox/apps/building/chart.ts';

/** The title of the app, which is in the tenant's public space. */
export const APP_TITLE = 'Many charts';
/** Its only sheet. */
export const SHEET_ID = 'many-charts';

/** Types that draw on a canvas. */
const TYPES = ['barchart', 'linechart', 'piechart', 'combochart'] as const;
const FIELDS = ['Region', 'Product', 'Month', 'Channel'] as const;
const SCRIPT = `SET DecimalSep='.';
Sales:
LOAD
  'Region ' & Mod(RecNo(), 8) AS Region,
  'Product ' & Mod(RecNo(), 25) AS Product,
  'Month ' & Mod(RecNo(), 12) AS Month,
  'Channel ' & Mod(RecNo(), 5) AS Channel,
  Mod(RecNo() * 7919, 1000) AS Amount
AUTOGENERATE 20000;
`;

/** The chart of that place, from 0 on: types and fields in turns, each with a measure of its own. */
function chartOf(index: number): ObjectProperties {
  const place = index + 1;
  const field = FIELDS[Math.floor(index / TYPES.length) % FIELDS.length] ?? FIELDS[0];
  return chart({
    id: `many-${place}`,
    type: TYPES[index % TYPES.length] ?? TYPES[0],
    title: `Chart ${place}`,
    dimensions: [{ source: { expression: field, label: field } }],
    measures: [{ expression: `Sum(Amount) + ${place}`, label: 'Amount' }],
  }).properties;
}

/**
 * Writes an app with one sheet of that many charts, as `serializeapp` of Qlik's clients would.
 * @returns the path of its file
 */
export function writeManyChartsApp(folder: string, count: number): string {
  const charts = Array.from({ length: count }, (_, index) => chartOf(index));
  const cells = charts.map(({ qInfo }, index) => ({
    ...{ name: qInfo.qId, type: qInfo.qType },
    ...{ col: (index % 4) * 6, row: Math.floor(index / 4) * 3, colspan: 6, rowspan: 3 },
  }));
  const sheet = {
    qProperty: {
      qInfo: { qId: SHEET_ID, qType: 'sheet' },
      qMetaDef: { title: APP_TITLE },
      ...{ columns: 24, rows: 3 * Math.ceil(count / 4), rank: 0, cells },
    },
    qChildren: charts.map((qProperty) => ({ qProperty, qChildren: [] })),
  };
  const file = join(folder, 'many-charts.json');
  writeFileSync(
    file,
    JSON.stringify({ properties: { qTitle: APP_TITLE }, loadScript: SCRIPT, sheets: [sheet] }),
  );
  return file;
}
