import { chart, filterPane } from '../../../packages/sandbox/apps/building/chart.ts';
import { DOLLARS, masterDimension, masterMeasure } from '../../../packages/sandbox/apps/building/library.ts';
import { sheet } from '../../../packages/sandbox/apps/building/sheet.ts';
import { inlineTable, sampleApp, type SampleApp } from './sample-app.ts';

/** Product types with their groups, and what was sold of each, in cents. The sample's tests look for the sum of one of them. */
const TYPES: readonly (readonly [type: string, group: string, cents: number])[] = [
  ['Bologna', 'Deli', 452_979_572],
  ['Hot Dogs', 'Deli', 318_442_110],
  ['Fresh Fruit', 'Produce', 761_220_345],
  ['Fresh Vegetables', 'Produce', 1_120_655_098],
  ['Muffins', 'Baked Goods', 204_118_000],
  ['Bagels', 'Baked Goods', 156_902_233],
  ['Milk', 'Dairy', 388_410_765],
  ['Cheese', 'Dairy', 541_007_189],
  ['Wine', 'Alcoholic Beverages', 298_556_700],
  ['Beer', 'Alcoholic Beverages', 267_913_420],
  ['Frozen Pizza', 'Frozen Foods', 349_005_551],
  ['Ice Cream', 'Frozen Foods', 287_631_904],
];
const CITIES = ['Akron', 'Boise', 'Dayton', 'Eugene', 'Fresno', 'Madison', 'Omaha', 'Reno', 'Tulsa'];
const MONTHS = 24;

/** Every type in every month, in one of the cities; the last month has what the rounded others leave of the sum. */
function salesRows(): (string | number)[][] {
  return TYPES.flatMap(([type, group, cents], typeIndex) => {
    let rest = cents;
    return Array.from({ length: MONTHS }, (_, month) => {
      const wave = 1 + 0.35 * Math.sin((month + typeIndex * 2) / 2.5);
      const sold = month === MONTHS - 1 ? rest : Math.min(rest, Math.round((cents / MONTHS) * wave));
      rest -= sold;
      const margin = Math.round(sold * (0.28 + 0.02 * (typeIndex % 5)));
      const budget = Math.round(sold * (0.92 + 0.04 * ((month + typeIndex) % 5)));
      const city = CITIES[(month * 5 + typeIndex) % CITIES.length] ?? '';
      const date = `${2024 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`;
      return [date, city, type, group, ...[sold, margin, budget].map((amount) => (amount / 100).toFixed(2))];
    });
  });
}

/**
 * An app with the names and ids that Qlik's impersonation sample has in its settings and tests. Its own app cannot be read here: it is a
 * `.qvf` file. The data are invented.
 */
export function consumerSales(): SampleApp {
  const overTime = chart({
    id: 'margin-over-time',
    type: 'linechart',
    title: 'Margin Amount Over Time',
    dimensions: [{ source: { expression: '[Date]', label: 'Date' }, order: 'number' }],
    measures: [{ item: 'margin' }],
  });
  const budget = chart({
    id: 'QaqJ',
    type: 'barchart',
    title: 'Product Group Sales vs Budget',
    dimensions: [{ source: { item: 'product-type' } }],
    measures: [{ item: 'sales' }, { item: 'budget' }],
  });
  const byCity = chart({
    id: 'sales-by-city',
    type: 'barchart',
    title: 'Sales by City',
    dimensions: [{ source: { item: 'city' } }],
    measures: [{ item: 'sales' }],
    sortFirst: 1,
  });
  const byGroup = chart({
    id: 'sales-by-group',
    type: 'piechart',
    title: 'Sales by Product Group',
    dimensions: [{ source: { item: 'product-group' } }],
    measures: [{ item: 'sales' }],
  });
  const total = chart({
    id: 'sales-total',
    type: 'kpi',
    title: '',
    measures: [{ item: 'sales' }, { item: 'margin' }],
  });
  const filters = filterPane('filters', 'Filters', [
    { item: 'product-group', title: 'Product Group' },
    { item: 'city', title: 'City' },
  ]);
  return sampleApp({
    title: 'Consumer Sales',
    script: [
      "SET DateFormat='YYYY-MM-DD';\nSET DecimalSep='.';\n",
      inlineTable(
        'Sales',
        ['Date', 'City', 'Product Type', 'Product Group', 'Sales Amount', 'Margin Amount', 'Budget Amount'],
        salesRows(),
      ),
    ].join('\n'),
    dimensions: [
      masterDimension('product-type', 'Product Type', 'Product Type'),
      masterDimension('product-group', 'Product Group', 'Product Group'),
      masterDimension('city', 'City', 'City'),
    ],
    measures: [
      masterMeasure('sales', 'Sales $', 'Sum([Sales Amount])', DOLLARS),
      masterMeasure('margin', 'Margin $', 'Sum([Margin Amount])', DOLLARS),
      masterMeasure('budget', 'Budget $', 'Sum([Budget Amount])', DOLLARS),
    ],
    sheets: [
      sheet('uyXmT', 'Dashboard', 'Margins, and sales against the budget', 0, [
        { chart: total, col: 0, row: 0, colspan: 6, rowspan: 4 },
        { chart: filters, col: 0, row: 4, colspan: 6, rowspan: 2 },
        { chart: overTime, col: 6, row: 0, colspan: 18, rowspan: 6 },
        { chart: budget, col: 0, row: 6, colspan: 24, rowspan: 6 },
      ]),
      sheet('sales-analysis', 'Sales Analysis', 'Where it is sold', 1, [
        { chart: byCity, col: 0, row: 0, colspan: 14, rowspan: 12 },
        { chart: byGroup, col: 14, row: 0, colspan: 10, rowspan: 12 },
      ]),
    ],
  });
}
