import { parseArgs } from 'node:util';
import type { Table } from '../../apps/app-definition.ts';
import type { CubeContext } from '../cube/columns.ts';
import { computeCube } from '../cube/cube.ts';
import { fillHyperCubeDef } from '../cube/definition.ts';
import { hyperCubeLayout } from '../cube/hypercube-layout.ts';
import { EvaluationScope } from '../expression/evaluation-scope.ts';
import { FieldCatalog } from '../expression/field-catalog.ts';
import { DataModel } from '../model/data-model.ts';
import type { JsonObject } from '../protocol/json.ts';
import { DEFAULT_STATE, maskOf, withField } from '../selection/selection-set.ts';

/**
 * Measures the time from a selection to the layout of hypercubes over many rows. Each figure is the median of several new
 * selections, so that only row expressions are cached.
 */
const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '3000000' }, runs: { type: 'string', default: '7' } },
});
const ROWS = Number(options.rows);
const RUNS = Number(options.runs);

/** Returns a deterministic sequence of pseudorandom numbers. */
function randomSequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function flights(): readonly Table[] {
  const random = randomSequence(7);
  const whole = (below: number): Int32Array =>
    Int32Array.from({ length: ROWS }, () => Math.floor(random() * below));
  const texts = (prefix: string, count: number): readonly string[] => {
    const names = Array.from({ length: count }, (_, place) => `${prefix}${place}`);
    return Array.from({ length: ROWS }, () => names[Math.floor(random() * count)] ?? '');
  };
  const airports = Array.from({ length: 300 }, (_, place) => `A${place}`);
  return [
    {
      name: 'Flights',
      columns: [
        { name: 'Flight ID', values: Int32Array.from({ length: ROWS }, (_, row) => row) },
        { name: 'Date', values: whole(730) },
        { name: 'Carrier', values: texts('C', 14) },
        { name: 'Origin', values: texts('A', 300) },
        { name: 'Delay', values: whole(400) },
        { name: 'Distance', values: whole(4000) },
      ],
    },
    {
      name: 'Airports',
      columns: [
        { name: 'Origin', values: airports },
        { name: 'State', values: airports.map((_, place) => `S${place % 50}`) },
        { name: 'Runways', values: airports.map((_, place) => 1 + (place % 5)) },
      ],
    },
  ];
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;
const collectGarbage = (): void => globalThis.gc?.();

const started = performance.now();
let tables: readonly Table[] | undefined = flights();
const generated = performance.now();
const catalog = new FieldCatalog(DataModel.build(tables));
const built = performance.now();
tables = undefined;
collectGarbage();
const memory = process.memoryUsage();
console.log(
  `${ROWS} rows: made in ${Math.round(generated - started)} ms, model built in ${Math.round(built - generated)} ms`,
);
console.log(
  `memory: ${megabytes(memory.rss)} resident, ${megabytes(memory.heapUsed)} heap, ${megabytes(memory.arrayBuffers)} in buffers`,
);

function contextWith(fieldName: string, codes: readonly number[]): CubeContext {
  const field = catalog.loadedField(fieldName);
  const set = withField(new Map(), field, maskOf(field.symbols.size, codes));
  const scope = new EvaluationScope(catalog, new Map([[DEFAULT_STATE, set]]), {
    variable: () => undefined,
    bookmark: () => undefined,
  });
  const library = { dimension: () => undefined, measure: () => undefined };
  return { scope, liveScope: scope, library, state: DEFAULT_STATE };
}

function measure(name: string, fieldName: string, definition: JsonObject, count: number): void {
  const filled = fillHyperCubeDef({ qInitialDataFetch: [{ qWidth: 10, qHeight: 100 }], ...definition });
  // The first run fills the caches of row expressions, which are kept while the app is open.
  const times: number[] = [];
  const cpuTimes: number[] = [];
  for (let run = 0; run <= RUNS; run += 1) {
    const codes = Array.from({ length: count }, (_, place) => run * 3 + place);
    const before = performance.now();
    const cpuBefore = process.cpuUsage();
    hyperCubeLayout(computeCube(filled, contextWith(fieldName, codes)));
    const cpu = process.cpuUsage(cpuBefore);
    if (run === 0) continue;
    times.push(performance.now() - before);
    cpuTimes.push((cpu.user + cpu.system) / 1000);
  }
  console.log(
    `${name}: median ${median(times)} ms (${median(cpuTimes)} ms of processor time), slowest ${Math.round(Math.max(...times))} ms`,
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN);
}

const dimension = (name: string): JsonObject => ({
  qDef: { qFieldDefs: [name], qSortCriterias: [{ qSortByAscii: 1 }] },
});
const expression = (text: string): JsonObject => ({ qDef: { qDef: text }, qSortBy: { qSortByNumeric: -1 } });

measure(
  'Sum by 14 carriers, 200 of 730 days selected',
  'Date',
  { qDimensions: [dimension('Carrier')], qMeasures: [expression('Sum(Distance)')] },
  200,
);
measure(
  'Sum, Avg and Count by 300 airports, 200 days selected',
  'Date',
  {
    qDimensions: [dimension('Origin')],
    qMeasures: [expression('Sum(Distance)'), expression('Avg(Delay)'), expression('Count([Flight ID])')],
  },
  200,
);
measure(
  'Sum by 300 airports × 14 carriers, 10 of 50 states selected',
  'State',
  { qDimensions: [dimension('Origin'), dimension('Carrier')], qMeasures: [expression('Sum(Distance)')] },
  10,
);
measure(
  "Sum over the airports' own table by state, 200 days selected",
  'Date',
  { qDimensions: [dimension('State')], qMeasures: [expression('Sum(Runways)')] },
  200,
);
measure(
  'Share by set analysis by carrier, 200 days selected',
  'Date',
  {
    qDimensions: [dimension('Carrier')],
    qMeasures: [expression('Count({<Delay={">15"}>} [Flight ID]) / Count([Flight ID])')],
  },
  200,
);
collectGarbage();
console.log(
  `memory afterwards: ${megabytes(process.memoryUsage().rss)} resident, ${megabytes(process.memoryUsage().arrayBuffers)} in buffers`,
);
