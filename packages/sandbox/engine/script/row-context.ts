import type { Call, Expression } from '../expression/ast.ts';
import { compile, type Evaluator } from '../expression/compile.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { numberOf, TRUE, FALSE, type Value } from '../expression/value.ts';
import { evaluateFunction } from './evaluate-function.ts';
import { ScriptError } from './script-error.ts';
import { distinctValues, nameIn, tableFunction } from './script-functions.ts';
import { variableValue, type ScriptState } from './script-state.ts';
import { foundKey, keyOf, type ScriptTable } from './script-table.ts';

/** Compiles expressions over the current record of a `LOAD`. */
export class RowContext {
  /** `IterNo()`: the iteration of the `while` clause for the record, from 1. */
  iteration = 1;
  /** The previous record that matched the `where` clause; -1 for none. */
  previousRow = -1;
  /** Values of the current record besides those of the source, by a name that no field has. */
  readonly recordValues = new Map<string, Value>();
  private readonly known = new Map<string, Set<string>>();

  constructor(
    private readonly state: ScriptState,
    private readonly source: ScriptTable,
    /** The table that is being loaded. */
    private readonly output: ScriptTable,
    /** `RowNo()` of the next row. */
    private readonly rowNumber: () => number = () => output.rowCount + 1,
  ) {}

  /**
   * Compiles an expression to an evaluator per row.
   * @throws {ExpressionError} for an aggregation or a function that is not allowed in a row
   * @throws {ScriptError} for an unknown field, table or map
   */
  compile(expression: Expression): Evaluator {
    const { settings } = this.state;
    const evaluate = compile(expression, {
      settings,
      field: (name): Evaluator => {
        const values = this.source.columns.get(name);
        if (this.recordValues.has(name)) return () => this.recordValues.get(name) ?? null;
        if (!values) return this.variable(name);
        return (row) => values[row] ?? null;
      },
      aggregation: ({ name }) => {
        throw new ExpressionError(`Error in expression: ${name} is not allowed here`, 0);
      },
      aggr: () => {
        throw new ExpressionError('Error in expression: Aggr is not allowed in a script', 0);
      },
      contextual: (call) => this.contextual(call),
    });
    return settings.hasOwnDecimalMark ? (row) => settings.written(evaluate(row)) : evaluate;
  }

  /** Adds the values of the last row to the values that `Exists` knows. */
  rowAdded(): void {
    if (this.known.size === 0) return;
    for (const [field, keys] of this.known) {
      const key = keyOf(peekValue(this.output, field, -1));
      if (key !== undefined) keys.add(key);
    }
  }

  /** A name that is not a field of the source may be a variable. */
  private variable(name: string): Evaluator {
    const definition = this.state.variables.get(name);
    if (definition === undefined) throw ScriptError.of('fieldNotFound', `Field '${name}' not found`);
    const value = variableValue(definition);
    return () => value;
  }

  private contextual(call: Call): Evaluator {
    switch (call.name) {
      case 'recno':
        return (row) => row + 1;
      case 'rowno':
        return this.rowNumber;
      case 'iterno':
        return () => this.iteration;
      case 'previous':
        return this.previous(call);
      case 'peek':
        return this.peek(call);
      case 'exists':
        return this.exists(call);
      case 'evaluate':
        return evaluateFunction(call, (argument) => this.compile(argument));
      default: {
        const found = tableFunction(call, this.state, (argument) => this.compile(argument));
        if (found) return found;
        throw new ExpressionError(`Error in expression: ${call.name} is not allowed in a script`, 0);
      }
    }
  }

  private previous({ args }: Call): Evaluator {
    const [expression] = args;
    if (!expression) return () => null;
    const evaluate = this.compile(expression);
    return () => (this.previousRow < 0 ? null : evaluate(this.previousRow));
  }

  private peek({ args }: Call): Evaluator {
    const field = nameIn(args[0]);
    const place = args[1] ? this.compile(args[1]) : () => -1;
    const tableName = args[2] ? nameIn(args[2]) : undefined;
    return (row) => {
      const table = tableName === undefined ? this.output : this.state.findTable(tableName);
      return table ? peekValue(table, field, numberOf(place(row))) : null;
    };
  }

  private exists({ args }: Call): Evaluator {
    const field = nameIn(args[0]);
    const keys = this.known.get(field) ?? new Set<string>();
    if (!this.known.has(field)) {
      for (const value of distinctValues(this.state, field)) keys.add(keyOf(value) ?? '');
      this.known.set(field, keys);
    }
    const value = this.compile(args[1] ?? { type: 'field', name: field });
    const { settings } = this.state;
    return (row) => {
      const key = foundKey(value(row), (known) => keys.has(known), settings);
      return key !== undefined && keys.has(key) ? TRUE : FALSE;
    };
  }
}

/** Returns a value of a table by its row, from 0; negative rows count from the end. */
export function peekValue(table: ScriptTable, field: string, row: number): Value {
  const values = table.columns.get(field);
  return values?.[row < 0 ? table.rowCount + row : row] ?? null;
}
