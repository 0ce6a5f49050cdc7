import { collectValues, valueAt } from '../expression/value-column.ts';
import { numberOf, numeric, type Value } from '../expression/value.ts';
import type { NumberFormat } from '../expression/number-format.ts';
import { toFlag, toInteger } from '../protocol/json.ts';
import type { MeasureResult } from './cube.ts';

/**
 * Applies `qAccumulate` and `qRelative` of a measure.
 *
 * Accumulation adds the values of earlier rows: of all with 1, and with a larger number of as many rows, this one included. A relative
 * value is the share in the total of the measure. A pivot table has no accumulation.
 * @param order the groups in the order of rows
 */
export function withModifiers(result: MeasureResult, order: Int32Array, isPivot: boolean): MeasureResult {
  const { qDef } = result.measure;
  const steps = isPivot ? 0 : toInteger(qDef['qAccumulate']);
  const accumulated = steps >= 1 ? accumulate(result, order, steps) : result;
  return toFlag(qDef['qRelative']) ? relative(accumulated, result) : accumulated;
}

function accumulate(result: MeasureResult, order: Int32Array, steps: number): MeasureResult {
  const numbers = Float64Array.from(order, (group) => numberOf(valueAt(result.values, group)));
  const sums = new Float64Array(result.values.numbers.length).fill(Number.NaN);
  let sum = 0;
  order.forEach((group, row) => {
    sum += numbers[row] || 0;
    if (steps > 1 && row >= steps) sum -= numbers[row - steps] || 0;
    sums[group] = sum;
  });
  return { ...result, values: { numbers: sums, texts: undefined } };
}

function relative(result: MeasureResult, { total }: MeasureResult): MeasureResult {
  const { measure, values } = result;
  const whole = numberOf(total);
  return {
    ...result,
    whole,
    measure: measure.isAutoFormat ? { ...measure, format: PERCENT } : measure,
    values: collectValues(values.numbers.length, (group) => shareIn(whole, valueAt(values, group))),
    total: shareIn(whole, total),
  };
}

/** Returns the share of a value in the total of its measure; the value itself without a total. */
export function shareIn(whole: number | undefined, value: Value): Value {
  return whole === undefined ? value : numeric(numberOf(value) / whole);
}

/** The format of a relative value without a format of its own. */
const PERCENT: NumberFormat = { qType: 'F', qnDec: 1, qUseThou: 0, qFmt: '0.0%', qDec: '.', qThou: ',' };
