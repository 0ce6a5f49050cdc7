import { median } from './median.ts';
import type { Visit } from './scenario.ts';
import { longestChain } from './trace/exchange.ts';

/** One side of a scenario: medians over its visits. */
export interface Figures {
  readonly milliseconds: number;
  readonly requests: number;
  readonly bytes: number;
  readonly sequence: number;
}

/** A scenario measured. */
export interface Result {
  readonly id: string;
  readonly title: string;
  readonly visits: number;
  readonly application: Figures;
  readonly alternative: Figures;
  /** The application's milliseconds divided by the alternative's, of the medians. */
  readonly ratio: number;
  readonly goal: number;
  readonly isMet: boolean;
  /** The longest chain of the application's last visit, as texts. */
  readonly applicationSequence: readonly string[];
  readonly alternativeSequence: readonly string[];
}

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

/** Medians of some visits of one side. */
export function summarize(visits: readonly Visit[]): Figures {
  const medianOf = (measure: (visit: Visit) => number): number => median(visits.map(measure));
  return {
    milliseconds: medianOf(({ milliseconds }) => milliseconds),
    requests: medianOf(({ exchanges }) => exchanges.length),
    bytes: medianOf(({ exchanges }) => exchanges.reduce((sum, { bytes }) => sum + bytes, 0)),
    sequence: medianOf(({ exchanges }) => longestChain(exchanges).length),
  };
}

/** Returns a result as a text table. */
export function formatResult(result: Result): string {
  const rows = [
    ['', 'ms', 'requests', 'kB', 'in sequence'],
    ['application', ...formatFigures(result.application)],
    ['alternative', ...formatFigures(result.alternative)],
  ];
  const table = rows.map((row) =>
    row.map((cell, index) => (index === 0 ? cell.padEnd(14) : cell.padStart(12))).join(''),
  );
  const outcome = result.isMet ? 'met' : 'missed';
  return [
    `${result.id}  ${result.title} (medians of ${result.visits}, cold cache, in turns)`,
    ...table,
    `ratio ${result.ratio.toFixed(2)}, goal at most ${result.goal.toFixed(2)}: ${outcome}`,
  ].join('\n');
}

function formatFigures({ milliseconds, requests, bytes, sequence }: Figures): string[] {
  return [milliseconds.toFixed(0), requests.toFixed(0), (bytes / 1000).toFixed(1), sequence.toFixed(0)];
}
