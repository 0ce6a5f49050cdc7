import type { Expression } from '../expression/ast.ts';
import { compile, type Evaluator } from '../expression/compile.ts';
import { withTimerMode } from '../expression/timer-functions.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { numberOf, type Value } from '../expression/value.ts';
import { mapExpression } from '../expression/walk.ts';
import { evaluateFunction } from './evaluate-function.ts';
import { peekValue } from './row-context.ts';
import { ScriptError } from './script-error.ts';
import { nameIn, tableFunction } from './script-functions.ts';
import { variableValue, type ScriptState } from './script-state.ts';

/**
 * Evaluates an expression outside a `LOAD`, as in `LET` and `IF`; names refer to variables.
 * @throws {ExpressionError} for an aggregation
 */
export function statementValue(expression: Expression, state: ScriptState): Value {
  const timed = mapExpression(expression, (part) => withTimerMode(part, state.app));
  return state.settings.written(evaluator(timed, state)(0));
}

function evaluator(expression: Expression, state: ScriptState): Evaluator {
  return compile(expression, {
    settings: state.settings,
    field: (name) => () => variableValue(state.variables.get(name)),
    aggregation: ({ name }) => {
      throw new ExpressionError(`Error in expression: ${name} is not allowed here`, 0);
    },
    aggr: () => {
      throw new ExpressionError('Error in expression: Aggr is not allowed in a script', 0);
    },
    contextual: (call) => {
      if (call.name === 'peek') {
        const [field, place, table] = call.args;
        const name = nameIn(field);
        const row = place ? evaluator(place, state) : () => -1;
        return () =>
          peekValue(table ? state.table(nameIn(table)) : state.lastTable(), name, numberOf(row(0)));
      }
      if (call.name === 'evaluate') return evaluateFunction(call, (argument) => evaluator(argument, state));
      const found = tableFunction(call, state, (argument) => evaluator(argument, state));
      if (found) return found;
      throw new ScriptError(`${call.name} is not allowed outside a load`);
    },
  });
}
