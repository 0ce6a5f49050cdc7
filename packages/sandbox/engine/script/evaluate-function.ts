import type { Call } from '../expression/ast.ts';
import type { Evaluator } from '../expression/compile.ts';
import { parseExpression } from '../expression/parser.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { textOf, type Value } from '../expression/value.ts';
import type { CompileArgument } from './function-factory.ts';
import { ScriptError } from './script-error.ts';

/** Returns the evaluator of `Evaluate(text)`: the value of the expression in the text, as a text; null for an invalid expression. */
export function evaluateFunction({ args }: Call, compile: CompileArgument): Evaluator {
  const [argument] = args;
  const sourceOf = argument ? compile(argument) : () => null;
  return (row) => {
    const value = valueOf(textOf(sourceOf(row)), row, compile);
    return value === null ? null : textOf(value);
  };
}

function valueOf(source: string, row: number, compile: CompileArgument): Value {
  try {
    return compile(parseExpression(source))(row);
  } catch (error) {
    // As in Qlik, a text that is no valid expression has no value.
    if (error instanceof ExpressionError || error instanceof ScriptError) return null;
    throw error;
  }
}
