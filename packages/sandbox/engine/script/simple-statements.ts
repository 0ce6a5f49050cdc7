import { parseExpression } from '../expression/parser.ts';
import { textOf } from '../expression/value.ts';
import { ScriptError } from './script-error.ts';
import type { ScriptState } from './script-state.ts';
import { statementValue } from './statement-value.ts';

/** The result of a statement that is neither a `LOAD` nor a control statement. */
export type StatementResult =
  | { readonly type: 'done' }
  | { readonly type: 'trace'; readonly text: string }
  | { readonly type: 'exit script' };

const DONE: StatementResult = { type: 'done' };

const NAME = String.raw`(?:\[([^\]]+)\]|"([^"]+)"|'([^']+)'|([^\s,;()'"[\]]+))`;
const ASSIGNMENT = /^(?:(set|let)\s+)?(\[[^\]]+\]|"[^"]+"|[\p{L}\p{N}_.#%@$-]+)\s*=\s*([\s\S]*)$/iu;

/**
 * Runs a statement that is neither a `LOAD` nor a control statement, after dollar expansion.
 * @throws {ScriptError} for an unsupported statement, or an unknown table or field
 */
export function runSimple(text: string, state: ScriptState): StatementResult {
  const exit = /^exit\s+script\b\s*([\s\S]*)$/i.exec(text);
  if (exit) return isClauseTrue(exit[1] ?? '', state) ? { type: 'exit script' } : DONE;
  const trace = /^trace\b\s*([\s\S]*)$/i.exec(text);
  if (trace) return { type: 'trace', text: trace[1] ?? '' };
  const assignment = ASSIGNMENT.exec(text);
  if (assignment) {
    assign(assignment, state);
    return DONE;
  }
  for (const [pattern, run] of STATEMENTS) {
    const found = pattern.exec(text);
    if (!found) continue;
    run(found[1] ?? '', state);
    return DONE;
  }
  throw new ScriptError(`Unknown statement: ${text.split(/\s/)[0] ?? ''}`);
}

/** Evaluates the `when` or `unless` clause of a statement. @throws {ExpressionError} for an invalid condition */
export function isClauseTrue(clause: string, state: ScriptState): boolean {
  const found = /^\s*(when|unless)\b([\s\S]*)$/i.exec(clause);
  if (!found) return true;
  const value = statementValue(parseExpression(found[2] ?? ''), state);
  const isTrue = value !== null && Number(typeof value === 'object' ? value.number : value) !== 0;
  return found[1]?.toLowerCase() === 'when' ? isTrue : !isTrue;
}

function assign([, keyword, written = '', source = '']: RegExpExecArray, state: ScriptState): void {
  const name = written.replace(/^[["]|[\]"]$/g, '');
  if (keyword?.toLowerCase() === 'set') {
    const quoted = /^'((?:[^']|'')*)'$/.exec(source.trim());
    state.variables.set(name, quoted ? (quoted[1] ?? '').replaceAll("''", "'") : source.trim());
    return;
  }
  // `LET x = ;` removes the variable, as in Qlik.
  if (source.trim() === '') state.variables.delete(name);
  else state.variables.set(name, textOf(statementValue(parseExpression(source), state)));
}

const STATEMENTS: readonly (readonly [RegExp, (rest: string, state: ScriptState) => void])[] = [
  [/^drop\s+tables?\s+([\s\S]+)$/i, dropTables],
  [/^drop\s+fields?\s+([\s\S]+)$/i, dropFields],
  [/^rename\s+tables?\s+([\s\S]+)$/i, renameTables],
  [/^rename\s+fields?\s+([\s\S]+)$/i, renameFields],
  [/^qualify\s+([\s\S]+)$/i, (rest, state) => qualify(rest, state, true)],
  [/^unqualify\s+([\s\S]+)$/i, (rest, state) => qualify(rest, state, false)],
  // These statements have no effect in this engine.
  [/^(?:tag|untag|comment|sleep|flushlog|nullasvalue|nullasnull|search|force)\b([\s\S]*)$/i, () => undefined],
];

/** Returns the names of a list, with or without quotes. */
function namesIn(list: string): readonly string[] {
  return [...list.matchAll(new RegExp(NAME, 'g'))].map(
    ([, bracketed, double, single, plain]) => bracketed ?? double ?? single ?? plain ?? '',
  );
}

function dropTables(rest: string, state: ScriptState): void {
  for (const name of namesIn(rest)) state.tables.splice(state.tables.indexOf(state.table(name)), 1);
}

function dropFields(rest: string, state: ScriptState): void {
  const [fields = '', from] = rest.split(/\bfrom\b/i);
  const tables = from === undefined ? state.tables : namesIn(from).map((name) => state.table(name));
  for (const field of namesIn(fields)) {
    const isFound = tables.map((table) => table.columns.delete(field)).includes(true);
    if (!isFound) throw new ScriptError(`Field '${field}' not found`);
  }
}

function renameTables(rest: string, state: ScriptState): void {
  for (const [from, to] of renamings(rest, state)) {
    const table = state.findTable(from);
    if (table) table.name = to;
    else if (!/^\s*using\b/i.test(rest)) throw new ScriptError(`Table '${from}' not found`);
  }
}

function renameFields(rest: string, state: ScriptState): void {
  const renamed = new Map(renamings(rest, state));
  for (const table of state.tables) {
    const names = [...table.columns.keys()].map((name) => renamed.get(name) ?? name);
    if (new Set(names).size < names.length)
      throw new ScriptError(`Renaming gives table '${table.name}' two fields of one name`);
    table.columns = new Map([...table.columns.values()].map((values, place) => [names[place] ?? '', values]));
  }
}

/** Parses `a to b, c to d`, or `using` with the name of a mapping. */
function renamings(rest: string, state: ScriptState): readonly (readonly [string, string])[] {
  const using = /^using\s+([\s\S]+)$/i.exec(rest.trim());
  if (using) {
    const [name = ''] = namesIn(using[1] ?? '');
    const mapping = state.mappings.get(name);
    if (!mapping) throw new ScriptError(`Map '${name}' not found`);
    return [...mapping].map(([key, to]) => [key.slice(1), textOf(to)]);
  }
  const pairs = new RegExp(`${NAME}\\s+to\\s+${NAME}`, 'gi');
  return [...rest.matchAll(pairs)].map((found) => {
    const [from, to] = [found.slice(1, 5), found.slice(5, 9)].map((group) => group.find(Boolean) ?? '');
    return [from ?? '', to ?? ''];
  });
}

function qualify(rest: string, state: ScriptState, isQualified: boolean): void {
  for (const pattern of namesIn(rest)) state.qualified.push({ pattern, isQualified });
}
