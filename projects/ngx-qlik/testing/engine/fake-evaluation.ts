import { unsupported } from './engine-faults';
import type { FakeValue } from './fake-app-data';
import type { LayoutContext } from './fake-columns';
import type { CurrentVariable } from './fake-contents';
import { formatNumber, readMeasure } from './fake-expressions';
import { toText } from './fake-fields';
import { type Json, toRecord, toString } from './json';

/** What an expression without dimensions is calculated from. */
export type EvaluationContext = Pick<LayoutContext, 'table' | 'selections' | 'stateName'>;

/**
 * Calculates an expression from the rows that the selections leave.
 * @throws {UnsupportedByFake} for an expression that the fake engine does not know
 */
export function evaluate(expression: string, { table, selections, stateName }: EvaluationContext): FakeValue {
  const rows = selections.possibleRows(stateName).map((row) => table.rows[row]!);
  return readMeasure(toText(expression), table)(rows);
}

/** The text and number of a variable. A text that looks like a number is one too, as in Qlik. */
export function variableValue(
  { definition }: CurrentVariable,
  context: EvaluationContext,
): { readonly text: string; readonly number: number } {
  const isExpression = typeof definition === 'string' && definition.startsWith('=');
  const value = isExpression ? evaluate(definition, context) : definition;
  if (typeof value === 'number') return { text: formatNumber(value), number: value };
  const text = value ?? '-';
  return { text, number: text.trim() === '' ? NaN : Number(text) };
}

/**
 * Returns a function that gives the values of variables by name, as functions for expressions get them: numbers where they are numbers. Each is
 * calculated when it is read first, as that of a variable may need another; what the function returned serves one calculation.
 */
export function variableReader(
  variables: ReadonlyMap<string, CurrentVariable>,
  context: () => EvaluationContext,
): () => Readonly<Record<string, string | number>> {
  const underWay = new Set<string>();
  const calculate = (name: string, variable: CurrentVariable): string | number => {
    if (underWay.has(name))
      throw unsupported(
        `cannot calculate the variable "${name}", which refers to itself`,
        'Give one of the variables that it needs a value.',
      );
    underWay.add(name);
    try {
      const { text, number } = variableValue(variable, context());
      return Number.isNaN(number) ? text : number;
    } finally {
      underWay.delete(name);
    }
  };
  return () => {
    const known = new Map<string, string | number>();
    const values = {};
    for (const [name, variable] of variables) {
      const get = (): string | number => {
        const value = known.get(name) ?? calculate(name, variable);
        known.set(name, value);
        return value;
      };
      Object.defineProperty(values, name, { enumerable: true, get });
    }
    return values;
  };
}

/**
 * The value of a property that is an expression: `{ qStringExpression: … }` is its text, `{ qValueExpression: … }` its number. Undefined for
 * other properties.
 * @throws {UnsupportedByFake} for an expression that the fake engine does not know
 */
export function propertyValue(property: Json, context: EvaluationContext): string | number | undefined {
  const isText = 'qStringExpression' in property;
  if (!isText && !('qValueExpression' in property)) return undefined;
  const expression = expressionIn(property[isText ? 'qStringExpression' : 'qValueExpression']);
  if (isText) return evaluateText(expression, context);
  const value = expression.trim() === '' ? null : evaluate(expression, context);
  return typeof value === 'number' ? value : 'NaN';
}

/**
 * The text of a label: of its expression (`qLabelExpression`) where there is one, else of the label, which is an expression where it begins with
 * `=`. Empty without a label.
 * @throws {UnsupportedByFake} for an expression that the fake engine does not know
 */
export function labelText(
  { label, expression }: { readonly label: unknown; readonly expression: unknown },
  context: EvaluationContext,
): string {
  const text = toString(label);
  const isExpression = text.trimStart().startsWith('=');
  return evaluateText(toString(expression), context) || (isExpression ? evaluateText(text, context) : text);
}

/** The value of an expression as a text; empty for null, and without an expression. */
function evaluateText(expression: string, context: EvaluationContext): string {
  if (expression.trim() === '') return '';
  const value = evaluate(expression, context);
  return typeof value === 'number' ? formatNumber(value) : (value ?? '');
}

/** The expression of Qlik's `StringExpr` or `ValueExpr`, or a text. */
function expressionIn(value: unknown): string {
  return typeof value === 'string' ? value : toString(toRecord(value)['qExpr']);
}
