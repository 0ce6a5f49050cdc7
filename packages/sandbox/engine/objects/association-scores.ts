import type { SymbolTable } from '../model/symbol-table.ts';
import type { DataModel } from '../model/data-model.ts';
import type { Field } from '../model/field.ts';
import type { EncodedTable } from '../model/island.ts';
import type { JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';

/** A field with its values in one table. */
interface Side {
  readonly field: Field;
  readonly rowCount: number;
  /** A key per row with a value; fields with the same values have the same keys. */
  readonly keys: readonly string[];
  readonly distinct: ReadonlySet<string>;
}

/**
 * Returns `AssociationScore`s: how far the values of each pair of fields of two tables agree.
 * @throws {QixError} 2 for an unknown table
 */
export function associationScores(model: DataModel, first: string, second: string): readonly JsonObject[] {
  const rightSides = sidesOf(model, tableNamed(model, second));
  return sidesOf(model, tableNamed(model, first)).flatMap((left) =>
    rightSides.map((right) => ({
      qFieldPairName: `${nameOf(left.field)} / ${nameOf(right.field)}`,
      qScoreSummary: summaryOf(left, right),
      qField1Scores: scoresOf(left, right),
      qField2Scores: scoresOf(right, left),
    })),
  );
}

function tableNamed(model: DataModel, name: string): EncodedTable {
  const table = model.tables.find((candidate) => candidate.name === name);
  if (!table) throw new QixError(QIX_CODES.notFound, 'Table not found', name);
  return table;
}

function sidesOf(model: DataModel, { columns, rowCount }: EncodedTable): readonly Side[] {
  return [...columns].flatMap(([index, codes]) => {
    const field = model.fields[index];
    if (!field) return [];
    const keys = [...codes].flatMap((code) => (code < 0 ? [] : [keyOf(field.symbols, code)]));
    return [{ field, rowCount, keys, distinct: new Set(keys) }];
  });
}

/** A part of a synthetic key is marked. */
function nameOf({ name, tags }: Field): string {
  return tags.includes('$keypart') ? `[Synthetic key]: ${name}` : name;
}

function summaryOf(left: Side, right: Side): number {
  const isNumeric = ({ field }: Side): boolean => field.tags.includes('$numeric');
  const flags = [
    [isNumeric(left) !== isNumeric(right), 1],
    [left.keys.length === 0, 2],
    [left.distinct.size === 0, 4],
    [right.keys.length === 0, 8],
    [right.distinct.size === 0, 16],
  ] as const;
  return 0 - flags.reduce((sum, [isSet, value]) => sum + (isSet ? value : 0), 0);
}

function scoresOf({ field, rowCount, keys, distinct }: Side, other: Side): JsonObject {
  const share = (count: number, all: number): number => (all === 0 ? 0 : count / all);
  const isShared = (key: string): boolean => other.distinct.has(key);
  return {
    qFieldName: field.name,
    qReadableName: field.name,
    qCardinalRatio: share(distinct.size, rowCount),
    qSymbolScore: share([...distinct].filter(isShared).length, distinct.size),
    qRowScore: share(keys.filter(isShared).length, keys.length),
  };
}

/** Values are equal by their number, or by their text where they have none. */
function keyOf(symbols: SymbolTable, code: number): string {
  const number = symbols.numberOf(code);
  return Number.isNaN(number) ? `t${symbols.textOf(code)}` : `n${number}`;
}
