import { type Cache, type Comparison, type Figures, ratioTo } from './compare.ts';
import { goalsOf } from './goals.ts';
import { NETWORKS, type Network } from './networks/network.ts';
import { type Side, SIDES } from './scenario.ts';

/** Another measurement, with its lines of text. */
export interface FigureResult {
  readonly id: string;
  /** The first is the title. */
  readonly lines: readonly string[];
  readonly figure: number;
  /** Printed after the figure. */
  readonly unit: string;
  readonly goal: number;
  readonly isMet: boolean;
}

/** Returns the measurement as text. */
export function formatFigure({ id, lines, figure, unit, goal, isMet }: FigureResult): string {
  const [title = '', ...rest] = lines;
  const write = (value: number): string => `${Number.isInteger(value) ? value : value.toFixed(2)}${unit}`;
  return [
    `${id}  ${title}`,
    ...rest.map((line) => `    ${line}`),
    `${write(figure)}, goal at most ${write(goal)}: ${isMet ? 'met' : 'missed'}`,
  ].join('\n');
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

/** Returns a comparison as a table of text, with its goals. */
export function formatComparison(comparison: Comparison): string {
  const rows = [HEADINGS, ...rowsOf(comparison)];
  const table = rows.map((row) =>
    row.map((cell, index) => (index === 0 ? cell.padEnd(14) : cell.padStart(16))).join(''),
  );
  return [
    `${comparison.id}  ${titleOf(comparison)} (medians of ${comparison.visits}, in turns)`,
    ...table,
    ...goalsOf(comparison).map(
      ({ side, ratio, atMost, isMet }) =>
        `${ratio.toFixed(2)} × ${side}, goal at most ${atMost.toFixed(2)}: ${isMet ? 'met' : 'missed'}`,
    ),
  ].join('\n');
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
