import { excessKurtosisOf, fractileOf, meanOf, skewnessOf, varianceOf } from '../expression/statistics.ts';
import type { DataModel } from '../model/data-model.ts';
import type { SymbolTable } from '../model/symbol-table.ts';
import type { JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';

const FRACTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
const MOST_FREQUENT = 10;

/**
 * Returns `TableProfilingData`: statistics of each field of a table.
 * @throws {QixError} 2 for an unknown table
 */
export function tableProfile(model: DataModel, name: string): JsonObject {
  const table = model.tables.find((candidate) => candidate.name === name);
  if (!table) throw new QixError(QIX_CODES.notFound, 'Table not found', name);
  return {
    qNoOfRows: table.rowCount,
    qFieldProfiling: [...table.columns].flatMap(([index, codes]) => {
      const field = model.fields[index];
      if (!field || field.derivation) return [];
      return [{ qName: field.name, qFieldTags: field.tags, ...columnProfile(codes, field.symbols) }];
    }),
  };
}

function columnProfile(codes: Int32Array, symbols: SymbolTable): JsonObject {
  const counts = new Map<number, number>();
  for (const code of codes) if (code >= 0) counts.set(code, (counts.get(code) ?? 0) + 1);
  const used = [...counts.keys()];
  const values = [...codes].filter((code) => code >= 0);
  const numbers = values.map((code) => symbols.numberOf(code)).filter((number) => !Number.isNaN(number));
  const texts = values.map((code) => symbols.textOf(code));
  const lengths = texts.map(({ length }) => length);
  const sumOf = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0);
  const sortedTexts = used
    .map((code) => symbols.textOf(code))
    .sort((left, right) => left.localeCompare(right));
  const isText = (code: number): boolean => Number.isNaN(symbols.numberOf(code));
  return {
    qNumberFormat: { qType: 'U', qnDec: 0, qUseThou: 0 },
    qDistinctValues: used.length,
    qDistinctNumericValues: used.filter((code) => !isText(code)).length,
    qDistinctTextValues: used.filter(isText).length,
    qNumericValues: numbers.length,
    qNullValues: codes.length - values.length,
    qTextValues: values.length - numbers.length,
    qNegValues: numbers.filter((number) => number < 0).length,
    qPosValues: numbers.filter((number) => number > 0).length,
    qZeroValues: numbers.filter((number) => number === 0).length,
    qSum: sumOf(numbers),
    qSum2: sumOf(numbers.map((number) => number * number)),
    ...distribution(numbers),
    qEmptyStrings: texts.filter((text) => text === '').length,
    qMaxStringLen: lengths.reduce((most, length) => Math.max(most, length), 0),
    qMinStringLen: lengths.reduce((least, length) => Math.min(least, length), lengths[0] ?? 0),
    qSumStringLen: sumOf(lengths),
    qAvgStringLen: lengths.length === 0 ? 0 : sumOf(lengths) / lengths.length,
    qFirstSorted: sortedTexts[0] ?? '',
    qLastSorted: sortedTexts.at(-1) ?? '',
    qMostFrequent: [...counts]
      .sort(([, left], [, right]) => right - left)
      .slice(0, MOST_FREQUENT)
      .map(([code, qFrequency]) => ({ qSymbol: { qText: symbols.textOf(code) }, qFrequency })),
  };
}

/** Members that need numbers; without numbers, none. */
function distribution(numbers: readonly number[]): JsonObject {
  if (numbers.length === 0) return {};
  const sorted = [...numbers].sort((left, right) => left - right);
  const known = (name: string, value: number): JsonObject =>
    Number.isFinite(value) ? { [name]: value } : {};
  return {
    qAverage: meanOf(numbers),
    qMedian: fractileOf(sorted, 0.5),
    ...known('qStd', Math.sqrt(varianceOf(numbers))),
    qMin: sorted[0],
    qMax: sorted.at(-1),
    ...known('qSkewness', skewnessOf(numbers)),
    ...known('qKurtosis', excessKurtosisOf(numbers)),
    qFractiles: FRACTILES.map((fraction) => fractileOf(sorted, fraction)),
  };
}
