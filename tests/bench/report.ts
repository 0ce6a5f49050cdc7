import { type Cache, type Comparison, type Figures, ratioTo } from './compare.ts';
import { goalsOf } from './goals.ts';
import { NETWORKS, type Network } from './networks/network.ts';
import { type Side, SIDES } from './scenario.ts';
import { TASK_KINDS } from './trace/task-times.ts';

/** Another measurement, with its lines of text. */
export interface FigureResult {
  readonly id: string;
  readonly title: string;
  /** What the figure is compared with, in the document. */
  readonly comparedWith: string;
  readonly lines: readonly string[];
  readonly figure: number;
  /** Printed after the figure. */
  readonly unit: string;
  readonly goal: number;
  readonly isMet: boolean;
}

/** Returns the measurement as text. */
export function formatFigure({ id, title, lines, figure, unit, goal, isMet }: FigureResult): string {
  const write = writerOf(unit);
  return [
    `${id}  ${title}`,
    ...lines.map((line) => `    ${line}`),
    `${write(figure)}, goal at most ${write(goal)}: ${isMet ? 'met' : 'missed'}`,
  ].join('\n');
}

function writerOf(unit: string): (value: number) => string {
  return (value) => `${Number.isInteger(value) ? value : value.toFixed(2)}${unit}`;
}

/** Returns the table of a document for other figures. @param run when they were measured, and how often */
export function formatFigures(figures: readonly FigureResult[], run: string): string {
  const rows = figures.map(({ id, title, comparedWith, figure, unit, goal, isMet }) => {
    const write = writerOf(unit);
    return [id, title, comparedWith, write(figure), `≤ ${write(goal)}`, isMet ? 'yes' : 'no', run];
  });
  const headings = ['id', 'what', 'compared with', 'measured', 'goal', 'met', 'run'];
  return markdownTable(headings, rows).join('\n');
}

const HEADINGS = [
  '',
  'ms',
  'quartiles',
  'ratio',
  'first paint ms',
  'main thread ms',
  'requests',
  'kB',
  'in sequence',
];

/** Returns a comparison as a table of text, with its goals; of traces without them, because these take time. */
export function formatComparison(comparison: Comparison): string {
  const traced = taskRowsOf(comparison);
  if (traced.length > 0) return formatTasks(comparison, traced);
  const loads = loadRowsOf(comparison);
  const rows = loads.length > 0 ? [['', ...LOAD_HEADINGS], ...loads] : [HEADINGS, ...rowsOf(comparison)];
  return [
    `${comparison.id}  ${titleOf(comparison)} (medians of ${comparison.visits}, in turns)`,
    ...textTable(rows),
    ...goalsOf(comparison).map(
      ({ side, ratio, atMost, isMet }) =>
        `${ratio.toFixed(2)} × ${side}, goal at most ${atMost.toFixed(2)}: ${isMet ? 'met' : 'missed'}`,
    ),
  ].join('\n');
}

const TASK_HEADINGS = ['main thread ms', ...TASK_KINDS, 'styles found', 'layouts'];

function formatTasks(comparison: Comparison, rows: readonly (readonly string[])[]): string {
  return [
    `${comparison.id}  ${titleOf(comparison)} (processor time by traces, medians of ${comparison.visits}, in turns)`,
    ...textTable([['', ...TASK_HEADINGS], ...rows]),
    ...SIDES.flatMap((side) => chainLines(side, comparison)),
  ].join('\n');
}

/** The exchanges of a side that had to wait for one another, each in a line. */
function chainLines(side: Side, { sides }: Comparison): readonly string[] {
  const figures = sides[side];
  if (!figures) return [];
  return [
    `${SIDE_NAMES[side]}, what followed one another at the last visit, in ms:`,
    ...figures.chain.map(
      ({ what, startMs, endMs }) =>
        `${startMs.toFixed(0).padStart(7)} to ${endMs.toFixed(0).padStart(5)}  ${what}`,
    ),
  ];
}

function taskRowsOf({ sides }: Comparison): readonly (readonly string[])[] {
  return SIDES.flatMap((side) => {
    const tasks = sides[side]?.tasks;
    if (!tasks) return [];
    const times = TASK_KINDS.map((kind) => tasks.milliseconds[kind]);
    const numbers = [times.reduce((sum, each) => sum + each, 0), ...times];
    return [
      [
        ...[SIDE_NAMES[side], ...numbers.map((each) => each.toFixed(0))],
        ...[tasks.counts.style, tasks.counts.layout].map(String),
      ],
    ];
  });
}

function textTable(rows: readonly (readonly string[])[]): readonly string[] {
  return rows.map((row) =>
    row.map((cell, index) => (index === 0 ? cell.padEnd(20) : cell.padStart(16))).join(''),
  );
}

/** Returns the tables of a document: the goals first, then all figures. */
export function formatMarkdown(comparisons: readonly Comparison[]): string {
  const goals = comparisons.flatMap((comparison) =>
    goalsOf(comparison).map(({ side, ratio, atMost, isMet }) => [
      `${comparison.id} ${comparison.title}`,
      visitOf(comparison),
      SIDE_NAMES[side],
      `${ratio.toFixed(2)} ×`,
      `${atMost.toFixed(2)} ×`,
      isMet ? 'yes' : 'no',
    ]),
  );
  const figures = comparisons.flatMap((comparison) =>
    rowsOf(comparison).map((row) => [comparison.id, visitOf(comparison), ...row]),
  );
  return [
    '### Goals',
    '',
    ...markdownTable(['scenario', 'visit', 'compared with', 'measured', 'goal', 'met'], goals),
    '',
    '### Figures',
    '',
    ...markdownTable(['id', 'visit', 'side', ...HEADINGS.slice(1)], figures),
  ].join('\n');
}

/** How the sides are called in documents. */
export const SIDE_NAMES: Readonly<Record<Side, string>> = {
  application: 'this project',
  peer: 'Angular without it',
  bare: 'no framework',
  release: 'last release',
};

const CACHE_NAMES: Readonly<Record<Cache, string>> = { cold: 'first visit', warm: 'visit again' };

/** The network and the visit of a comparison in words. */
export function visitOf({ network, cache }: Pick<Comparison, 'network' | 'cache'>): string {
  const names: Readonly<Record<Network['id'], string>> = { distant: '40 ms', loopback: 'loopback' };
  return `${names[network]}, ${CACHE_NAMES[cache]}`;
}

const LOAD_HEADINGS = ['ms', 'ratio', 'main thread ms', 'long tasks', 'requests', 'sockets', 'heap MB'];

/** Returns the table of a document for pages with many parts. @param run when they were measured, and how often */
export function formatLoads(comparisons: readonly Comparison[], run: string): string {
  const rows = comparisons.flatMap((comparison) =>
    loadRowsOf(comparison).map((row) => [
      `${comparison.id} ${comparison.title}`,
      visitOf(comparison),
      ...row,
      run,
    ]),
  );
  return markdownTable(['scenario', 'visit', 'side', ...LOAD_HEADINGS, 'run'], rows).join('\n');
}

function loadRowsOf(comparison: Comparison): readonly (readonly string[])[] {
  return SIDES.flatMap((side) => {
    const figures = comparison.sides[side];
    if (!figures?.load) return [];
    const { milliseconds, mainThreadMs, requests, load } = figures;
    const ratio = ratioTo(comparison, side);
    return [
      [
        SIDE_NAMES[side],
        milliseconds.median.toFixed(0),
        ratio === undefined ? '' : ratio.toFixed(2),
        mainThreadMs.toFixed(0),
        load.longTasks.toFixed(0),
        requests.toFixed(0),
        load.sockets.toFixed(0),
        (load.heapBytes / 1e6).toFixed(1),
      ],
    ];
  });
}

function titleOf({ title, network, cache }: Comparison): string {
  const { title: networkTitle = network } = NETWORKS.find(({ id }) => id === network) ?? {};
  return `${title}: ${CACHE_NAMES[cache]}, ${networkTitle}`;
}

function rowsOf(comparison: Comparison): readonly (readonly string[])[] {
  return SIDES.flatMap((side) => {
    const figures = comparison.sides[side];
    return figures ? [[SIDE_NAMES[side], ...cellsOf(figures, ratioTo(comparison, side))]] : [];
  });
}

function cellsOf(
  { milliseconds, firstPaintMs, mainThreadMs, requests, bytes, sequence }: Figures,
  ratio: number | undefined,
): readonly string[] {
  return [
    milliseconds.median.toFixed(0),
    `${milliseconds.lower.toFixed(0)} to ${milliseconds.upper.toFixed(0)}`,
    ratio === undefined ? '' : ratio.toFixed(2),
    // It may be later than what is looked for.
    Number.isNaN(firstPaintMs) ? '–' : firstPaintMs.toFixed(0),
    mainThreadMs.toFixed(0),
    requests.toFixed(0),
    (bytes / 1000).toFixed(1),
    sequence.toFixed(0),
  ];
}

function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)];
}
