import type { Call, Expression } from '../expression/ast.ts';
import type { Evaluator } from '../expression/compile.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { numberOf, textOf, type Value } from '../expression/value.ts';
import { FILE_FUNCTION_FACTORIES, PATH_FUNCTION_FACTORIES } from './file-functions.ts';
import type { CompileArgument, FunctionFactory } from './function-factory.ts';
import type { Mapping, ScriptState } from './script-state.ts';
import { foundKey, keyOf, type ScriptTable } from './script-table.ts';
import { SYSTEM_FUNCTION_FACTORIES } from './system-functions.ts';

/**
 * Returns the evaluator of a function over the tables loaded so far; undefined for a function over the current record.
 * @throws {ScriptError} for an unknown table or map
 */
export function tableFunction(
  call: Call,
  state: ScriptState,
  compile: CompileArgument,
): Evaluator | undefined {
  return Object.hasOwn(TABLE_FUNCTIONS, call.name)
    ? TABLE_FUNCTIONS[call.name]?.(call.args, state, compile)
    : undefined;
}

/** Returns a name from a text or a field reference. @throws {ExpressionError} for any other expression */
export function nameIn(argument: Expression | undefined): string {
  if (argument?.type === 'text') return argument.value;
  if (argument?.type === 'field') return argument.name;
  throw new ExpressionError('Error in expression: a name expected', 0);
}

/**
 * Returns a reader of the name of a table or field: a text, a variable with a name, any other expression, or the name itself. The
 * Data manager's scripts have `TableNumber(name)` with a variable.
 */
function nameReader(
  argument: Expression | undefined,
  state: ScriptState,
  compile: CompileArgument,
): ((row: number) => string) | undefined {
  if (argument === undefined) return undefined;
  if (argument.type === 'field') return () => state.variables.get(argument.name) ?? argument.name;
  const value = compile(argument);
  return (row) => textOf(value(row));
}

/** Returns a reader of the table that an argument names; the last loaded table without an argument. */
function tableReader(
  argument: Expression | undefined,
  state: ScriptState,
  compile: CompileArgument,
): (row: number) => ScriptTable | undefined {
  const name = nameReader(argument, state, compile);
  return name === undefined ? () => state.lastTable() : (row) => state.findTable(name(row));
}

function findMapping(argument: Expression | undefined, state: ScriptState): Mapping {
  return state.mapping(nameIn(argument));
}

function argumentAt(args: readonly Expression[], place: number, compile: CompileArgument): Evaluator {
  const argument = args[place];
  return argument ? compile(argument) : () => null;
}

const autoNumber: FunctionFactory = (args, state, compile) => {
  const value = argumentAt(args, 0, compile);
  const counter = argumentAt(args, 1, compile);
  return (row) => state.autoNumber(textOf(counter(row)), value(row));
};

const autoNumberHash: FunctionFactory = (args, state, compile) => {
  const values = args.map((arg) => compile(arg));
  return (row) => state.autoNumber('#', values.map((value) => textOf(value(row))).join('\u0000'));
};

const TABLE_FUNCTIONS: Readonly<Record<string, FunctionFactory>> = {
  ...FILE_FUNCTION_FACTORIES,
  ...PATH_FUNCTION_FACTORIES,
  ...SYSTEM_FUNCTION_FACTORIES,
  applymap: (args, state, compile) => {
    const mapping = findMapping(args[0], state);
    const value = argumentAt(args, 1, compile);
    const fallback = args[2] ? compile(args[2]) : value;
    const { settings } = state;
    return (row) => {
      const key = foundKey(value(row), (known) => mapping.has(known), settings);
      const found = key === undefined ? undefined : mapping.get(key);
      return found === undefined ? fallback(row) : found;
    };
  },
  mapsubstring: (args, state, compile) => {
    const mapping = findMapping(args[0], state);
    const value = argumentAt(args, 1, compile);
    const pairs = [...mapping].map(([key, to]) => [key.slice(1), textOf(to)] as const);
    return (row) => pairs.reduce((text, [from, to]) => text.replaceAll(from, () => to), textOf(value(row)));
  },
  autonumber: autoNumber,
  autonumberhash128: autoNumberHash,
  autonumberhash256: autoNumberHash,
  lookup: (args, state, compile) => {
    const [wanted, matched] = [nameIn(args[0]), nameIn(args[1])];
    const value = argumentAt(args, 2, compile);
    const table = args[3] ? state.table(nameIn(args[3])) : state.lastTable();
    const places = new Map<string, number>();
    table.columns.get(matched)?.forEach((item, row) => {
      const key = keyOf(item);
      if (key !== undefined && !places.has(key)) places.set(key, row);
    });
    const { settings } = state;
    return (row) => {
      const place = places.get(foundKey(value(row), (known) => places.has(known), settings) ?? '');
      return place === undefined ? null : (table.columns.get(wanted)?.[place] ?? null);
    };
  },
  noofrows: (args, state, compile) => {
    const table = tableReader(args[0], state, compile);
    return (row) => table(row)?.rowCount ?? null;
  },
  nooftables: (_args, state) => () => state.tables.length,
  nooffields: (args, state, compile) => {
    const table = tableReader(args[0], state, compile);
    return (row) => table(row)?.columns.size ?? 0;
  },
  tablename: (args, state, compile) => {
    const place = argumentAt(args, 0, compile);
    return (row) => state.tables[numberOf(place(row))]?.name ?? null;
  },
  tablenumber: (args, state, compile) => {
    const name = nameReader(args[0], state, compile);
    return (row) => {
      const wanted = name?.(row);
      const place = state.tables.findIndex((table) => table.name === wanted);
      return place < 0 ? null : place;
    };
  },
  fieldname: (args, state, compile) => {
    const place = argumentAt(args, 0, compile);
    const table = tableReader(args[1], state, compile);
    return (row) => [...(table(row)?.columns.keys() ?? [])][numberOf(place(row)) - 1] ?? null;
  },
  fieldnumber: (args, state, compile) => {
    const name = nameReader(args[0], state, compile);
    const table = tableReader(args[1], state, compile);
    return (row) => [...(table(row)?.columns.keys() ?? [])].indexOf(name?.(row) ?? '') + 1;
  },
  fieldvaluecount: (args, state) => {
    const field = nameIn(args[0]);
    return () => distinctValues(state, field).length;
  },
  fieldvalue: (args, state, compile) => {
    const values = distinctValues(state, nameIn(args[0]));
    const place = argumentAt(args, 1, compile);
    return (row) => values[numberOf(place(row)) - 1] ?? null;
  },
  fieldindex: (args, state, compile) => {
    const places = new Map(distinctValues(state, nameIn(args[0])).map((value, at) => [keyOf(value), at + 1]));
    const value = argumentAt(args, 1, compile);
    const { settings } = state;
    return (row) => places.get(foundKey(value(row), (known) => places.has(known), settings)) ?? 0;
  },
};

/** Returns the distinct values of a field over all tables, in load order. */
export function distinctValues(state: ScriptState, field: string): readonly Value[] {
  const values = new Map<string, Value>();
  for (const table of state.tables) {
    for (const value of table.columns.get(field) ?? []) {
      const key = keyOf(value);
      if (key !== undefined && !values.has(key)) values.set(key, value);
    }
  }
  return [...values.values()];
}
