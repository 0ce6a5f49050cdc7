import { parseExpression } from '../expression/parser.ts';
import type { NumberFormat } from '../expression/number-format.ts';
import { ExpressionError } from '../expression/tokens.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { CubeContext, CubeMeasure } from './columns.ts';

/** Functions whose value of integers is an integer. */
const KEEP_INTEGERS = new Set(['sum', 'min', 'max', 'only', 'mode', 'firstsortedvalue']);

/**
 * Returns `qNumFormat` of a measure's layout. The automatic format of a count, or of integers, is an integer format without decimals:
 * recordings of an engine show it.
 */
export function measureFormat(measure: CubeMeasure, context: CubeContext): JsonObject | NumberFormat {
  const { format } = measure;
  if (!measure.isAutoFormat || !isInteger(measure.expression, context)) return format;
  return { qType: 'I', qnDec: 0, qUseThou: 1, qFmt: '###0', qDec: format.qDec };
}

function isInteger(source: string, { scope }: CubeContext): boolean {
  try {
    const expression = parseExpression(scope.expand(source).replace(/^\s*=/, ''));
    if (expression.type !== 'aggregation') return false;
    if (expression.name === 'count') return true;
    const [argument] = expression.args;
    if (!KEEP_INTEGERS.has(expression.name) || argument?.type !== 'field') return false;
    return scope.fields.model.field(argument.name)?.tags.includes('$integer') === true;
  } catch (error) {
    // The measure has an error of its own.
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}
