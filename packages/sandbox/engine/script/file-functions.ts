import type { Call, Expression } from '../expression/ast.ts';
import { dayNumberNow } from '../expression/day-number.ts';
import type { RegionalSettings } from '../expression/regional-settings.ts';
import { textOf, numberOf, type Value } from '../expression/value.ts';
import { childrenOf, literalOf, mapExpression } from '../expression/walk.ts';
import type { FunctionFactory } from './function-factory.ts';
import { readQvd, type QvdTable } from './qvd-file.ts';
import { ScriptError } from './script-error.ts';
import type { FileFacts } from './script-files.ts';
import type { ScriptState } from './script-state.ts';

/** Functions over the path of the file that a load reads. */
const PATH_FUNCTIONS: Readonly<Record<string, (path: string) => string>> = {
  filename: (path) => path.split('/').at(-1) ?? '',
  filebasename: (path) => (path.split('/').at(-1) ?? '').replace(/\.[^.]*$/, ''),
  filedir: (path) => path.replace(/\/[^/]*$/, ''),
  fileextension: (path) => /\.([^./]*)$/.exec(path)?.[1] ?? '',
  filepath: (path) => path,
};

type FileFunction = (facts: FileFacts, path: string, place: number, settings: RegionalSettings) => Value;

/** Functions over a file, by default the one that a load reads. */
const FILE_FUNCTIONS: Readonly<Record<string, FileFunction>> = {
  filesize: ({ size }) => size,
  filetime: ({ modifiedAt }, path, _place, settings) => {
    if (!modifiedAt) throw new ScriptError(`The time of '${path}' is not known`);
    return settings.timestamp(dayNumberNow(modifiedAt));
  },
  qvdcreatetime: (facts, path, _place, settings) =>
    settings.timestamp(dayNumberNow(qvdOf(facts, path).createdAt)),
  qvdnooffields: (facts, path) => qvdOf(facts, path).table.columns.size,
  qvdnoofrecords: (facts, path) => qvdOf(facts, path).table.rowCount,
  qvdtablename: (facts, path) => qvdOf(facts, path).table.name,
  qvdfieldname: (facts, path, place) => [...qvdOf(facts, path).table.columns.keys()][place - 1] ?? null,
};

function qvdOf({ text }: FileFacts, path: string): QvdTable {
  const found = readQvd(text);
  if (!found) throw ScriptError.of('wrongFormat', `'${path}' is no QVD file that was stored here`);
  return found;
}

/** Factories of the functions over a file that is given by its path; {@link prepareFunctions} reads it first. */
export const FILE_FUNCTION_FACTORIES: Readonly<Record<string, FunctionFactory>> = Object.fromEntries(
  Object.entries(FILE_FUNCTIONS).map(([name, apply]): [string, FunctionFactory] => [
    name,
    ([path, place], state, compile) => {
      if (!path) throw new ScriptError(`${name} without a path is allowed in a load from a file only`);
      const [pathOf, placeOf] = [compile(path), place ? compile(place) : () => 0];
      return (row) => {
        const text = textOf(pathOf(row));
        const facts = state.files.known(text);
        return facts ? apply(facts, text, numberOf(placeOf(row)), state.settings) : null;
      };
    },
  ]),
);

/** Factories of the functions over the path of a file, where no file is read. */
export const PATH_FUNCTION_FACTORIES: Readonly<Record<string, FunctionFactory>> = Object.fromEntries(
  Object.keys(PATH_FUNCTIONS).map((name): [string, FunctionFactory] => [
    name,
    () => {
      throw new ScriptError(`${name} is allowed in a load from a file only`);
    },
  ]),
);

/** Reads the files that functions of expressions are over: their values must be known when an expression is evaluated. */
export async function prepareFunctions(
  expressions: readonly Expression[],
  state: ScriptState,
): Promise<void> {
  for (const expression of expressions) {
    if (expression.type === 'call' && Object.hasOwn(FILE_FUNCTIONS, expression.name)) {
      const [path] = expression.args;
      if (path?.type === 'text') await state.files.prepare(path.value);
      else await state.files.prepareAll();
    }
    await prepareFunctions(childrenOf(expression), state);
  }
}

/** Replaces functions over the file that a load reads, such as `FileName()`, by their values. */
export function withFileFunctions(expression: Expression, path: string | undefined): Expression {
  if (path === undefined) return expression;
  return mapExpression(expression, (part) => (part.type === 'call' ? fileCall(part, path) : part));
}

function fileCall(call: Call, path: string): Expression {
  if (call.args.length > 0) return call;
  const ofPath = Object.hasOwn(PATH_FUNCTIONS, call.name) ? PATH_FUNCTIONS[call.name] : undefined;
  if (ofPath) return literalOf(ofPath(path));
  return Object.hasOwn(FILE_FUNCTIONS, call.name) ? { ...call, args: [literalOf(path)] } : call;
}
