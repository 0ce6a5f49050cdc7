import { formatNumber } from '../expression/number-format.ts';
import { textOf, type Value } from '../expression/value.ts';
import type { Field } from '../model/field.ts';
import { jsonNumber, type JsonObject } from '../protocol/json.ts';
import type { FieldStates } from '../selection/association.ts';
import type { CubeMeasure } from './columns.ts';

/** The engine's element numbers of cells without a value. */
export const TOTAL_ELEMENT = -1;
export const NULL_ELEMENT = -2;
export const OTHER_ELEMENT = -3;

/** Returns `NxCell` of "Others", the values that dimension limits combine. */
export function otherCell(label: string): JsonObject {
  return { qText: label, qNum: 'NaN', qElemNumber: OTHER_ELEMENT, qState: 'L', qIsOtherCell: true };
}

/** Returns `NxCell` of a dimension that is null. The state is "locked", as in cells that charts of Qlik have recorded: it cannot be selected. */
export function nullCell(): JsonObject {
  return { qText: '-', qNum: 'NaN', qElemNumber: NULL_ELEMENT, qState: 'L', qIsNull: true };
}

/** Returns `NxCell` of a dimension value. */
export function dimensionCell(field: Field, code: number, states: FieldStates): JsonObject {
  if (code < 0) return nullCell();
  return {
    qText: field.symbols.textOf(code),
    qNum: jsonNumber(field.symbols.numberOf(code)),
    qElemNumber: code,
    qState: states.stateOf(code),
  };
}

/** Returns `NxCell` of a measure. */
export function measureCell(measure: CubeMeasure, value: Value): JsonObject {
  const number = valueNumber(value);
  if (value === null) return { qText: '-', qNum: 'NaN', qElemNumber: 0, qState: 'L', qIsNull: true };
  return { qText: valueText(value, measure), qNum: jsonNumber(number), qElemNumber: 0, qState: 'L' };
}

/** Returns a value's text in a measure's format; the text of a dual has precedence under automatic format. */
export function valueText(value: Value, measure: CubeMeasure): string {
  if (value === null) return '-';
  if (typeof value === 'number') return formatNumber(value, measure.format, measure.settings);
  if (typeof value === 'object' && !measure.isAutoFormat)
    return formatNumber(value.number, measure.format, measure.settings);
  return textOf(value);
}

/** Returns a value's number; NaN for a text, even if it reads as a number. */
export function valueNumber(value: Value): number {
  if (typeof value === 'number') return value;
  return typeof value === 'object' && value !== null ? value.number : Number.NaN;
}
