// cspell:ignore Rossi FFQH
import { chart } from '../../../packages/sandbox/apps/building/chart.ts';
import {
  DOLLARS,
  masterDimension,
  masterMeasure,
  WHOLE,
} from '../../../packages/sandbox/apps/building/library.ts';
import { sheet } from '../../../packages/sandbox/apps/building/sheet.ts';
import { inlineTable, sampleApp, type SampleApp } from './sample-app.ts';

const COUNTRIES = ['Italy', 'France', 'Sweden', 'Spain', 'Canada', 'Japan'];
const CATEGORIES: readonly (readonly [category: string, products: readonly string[]])[] = [
  ['Footwear', ['Sandals', 'Boots', 'Trainers']],
  ['Sportswear', ['Shorts', 'Jersey']],
  ['Outerwear', ['Parka', 'Raincoat', 'Fleece']],
  ['Accessories', ['Belt', 'Scarf']],
];
const EMPLOYEES = ['Rossi', 'Dupont', 'Lind', 'Garcia'];

function orders(): (string | number)[][] {
  return COUNTRIES.flatMap((country, place) =>
    CATEGORIES.flatMap(([category, products], kind) =>
      products.map((product, index) => {
        const sales = 1200 + ((place * 37 + kind * 91 + index * 53) % 17) * 310;
        const employee = EMPLOYEES[(place + kind + index) % EMPLOYEES.length] ?? '';
        return [country, category, product, employee, `C${(place * 3 + index) % 14}`, sales];
      }),
    ),
  );
}

/** The sheet that the workshop's settings name. */
export const WORKSHOP_SHEET = 'a8bdb8b2-525e-486e-91d1-7318d362acee';

/** An app with the names and ids that the workshop's pages have. The workshop's own app is a `.qvf` file. The data are invented. */
export function salesAnalytics(): SampleApp {
  const byCategory = (id: string, title: string, type: 'barchart' | 'piechart') =>
    chart({
      ...{ id, type, title },
      dimensions: [{ source: { item: 'FFQHMq' } }],
      measures: [{ item: 'sales' }],
      sortFirst: 1,
    });
  const byCountry = chart({
    id: 'jLxLm',
    type: 'barchart',
    title: 'Sales by country',
    dimensions: [{ source: { item: 'country' } }],
    measures: [{ item: 'sales' }],
    sortFirst: 1,
  });
  const total = chart({ id: 'sales-total', type: 'kpi', title: '', measures: [{ item: 'sales' }] });
  return sampleApp({
    title: 'Sales Analytics_Workshop',
    script: inlineTable(
      'Orders',
      ['Country', 'CategoryName', 'ProductName', 'EmployeeName', 'CustomerID', 'Sales'],
      orders(),
    ),
    dimensions: [
      masterDimension('FFQHMq', 'CategoryName', 'CategoryName'),
      masterDimension('KFmTudV', 'ProductName', 'ProductName'),
      masterDimension('country', 'Country', 'Country'),
    ],
    measures: [
      masterMeasure('sales', 'Total sales', 'Sum(Sales)', DOLLARS),
      masterMeasure('customers', '#Customers', 'Count(DISTINCT CustomerID)', WHOLE),
    ],
    sheets: [
      sheet(WORKSHOP_SHEET, 'Customer overview', 'What is sold, and where', 0, [
        { chart: total, col: 0, row: 0, colspan: 6, rowspan: 6 },
        {
          chart: byCategory('ZxDKp', 'Sales by category', 'barchart'),
          col: 6,
          row: 0,
          colspan: 18,
          rowspan: 6,
        },
        { chart: byCountry, col: 0, row: 6, colspan: 14, rowspan: 6 },
        {
          chart: byCategory('sales-share', 'Share of each category', 'piechart'),
          col: 14,
          row: 6,
          colspan: 10,
          rowspan: 6,
        },
      ]),
    ],
  });
}
