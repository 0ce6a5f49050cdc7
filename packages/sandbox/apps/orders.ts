import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AppContent, Column, Dual, ObjectEntry } from './app-definition.ts';
import { dateDual } from './building/calendar.ts';
import { chart, filterPane } from './building/chart.ts';
import { masterDimension, masterMeasure, ONE_DECIMAL, WHOLE } from './building/library.ts';
import { sheet } from './building/sheet.ts';

const REGIONS = ['North', 'East', 'South', 'West', 'Overseas'];
const PRODUCTS = 400;
const DAYS = 730;

/** Generates one table of orders with that many rows. The data is the same each time. Others have their turn after each column. */
export async function makeOrders(rowCount: number): Promise<AppContent> {
  const random = randomSequence(1004);
  const below = (count: number): number => Math.floor(random() * count);
  const picked = (values: readonly Dual[]): readonly Dual[] => {
    const column: Dual[] = [];
    for (let row = 0; row < rowCount; row += 1) column.push(values[below(values.length)] ?? null);
    return column;
  };
  const days = Array.from({ length: DAYS }, (_, day) => dateDual(2024, 1, 1 + day));
  const products = Array.from({ length: PRODUCTS }, (_, index) => `Product ${index + 1}`);
  const makers: readonly (() => Column)[] = [
    () => ({ name: 'Order ID', values: new Int32Array(rowCount).map((_, row) => row + 1) }),
    () => ({ name: 'Order Date', values: picked(days), tags: ['$date', '$timestamp'] }),
    () => ({ name: 'Region', values: picked(REGIONS) }),
    () => ({ name: 'Product', values: picked(products) }),
    () => ({ name: 'Quantity', values: new Int32Array(rowCount).map(() => 1 + below(20)) }),
    () => ({ name: 'Amount', values: new Float64Array(rowCount).map(() => (100 + below(99_900)) / 100) }),
  ];
  const columns: Column[] = [];
  for (const make of makers) {
    columns.push(make());
    await nextTurn();
  }
  return {
    tables: [{ name: 'Orders', columns }],
    objects: [overview()],
    dimensions: [
      masterDimension('dim-order', 'Order', 'Order ID'),
      masterDimension('dim-order-date', 'Order date', 'Order Date', ['time']),
      masterDimension('dim-region', 'Region', 'Region'),
      masterDimension('dim-product', 'Product', 'Product'),
    ],
    measures: [
      masterMeasure('msr-quantity', 'Quantity', 'Sum(Quantity)', WHOLE),
      masterMeasure('msr-amount', 'Amount', 'Sum(Amount)', ONE_DECIMAL),
    ],
    variables: [],
    script: `Orders:
LOAD
  RecNo() AS [Order ID],
  Date(MakeDate(2024) + Floor(Rand() * ${DAYS})) AS [Order Date],
  Pick(1 + Floor(Rand() * ${REGIONS.length}), ${REGIONS.map((name) => `'${name}'`).join(', ')}) AS Region,
  'Product ' & (1 + Floor(Rand() * ${PRODUCTS})) AS Product,
  1 + Floor(Rand() * 20) AS Quantity,
  (100 + Floor(Rand() * 99900)) / 100 AS Amount
AUTOGENERATE ${rowCount};
`,
  };
}

function overview(): ObjectEntry {
  return sheet('orders-overview', 'Orders', 'Orders by region and product', 0, [
    {
      chart: filterPane('orders-filters', 'Filters', [
        { item: 'dim-region', title: 'Region' },
        { item: 'dim-product', title: 'Product' },
      ]),
      col: 0,
      row: 0,
      colspan: 6,
      rowspan: 12,
    },
    {
      chart: chart({
        id: 'amount-by-region',
        type: 'barchart',
        title: 'Amount by region',
        dimensions: [{ source: { item: 'dim-region' } }],
        measures: [{ item: 'msr-amount' }],
      }),
      col: 6,
      row: 0,
      colspan: 18,
      rowspan: 12,
    },
  ]);
}

/** Returns a pseudo-random sequence of numbers from 0 to 1 for a seed. */
function randomSequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
