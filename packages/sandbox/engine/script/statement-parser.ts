import type { Expression } from '../expression/ast.ts';
import { parseExpression, parseExpressionIn } from '../expression/parser.ts';
import { TokenStream } from '../expression/token-stream.ts';
import { ExpressionError, tokenize, type Token } from '../expression/tokens.ts';
import { isTrue } from '../expression/value.ts';
import { exitClause } from './control-heads.ts';
import { DATA_STATEMENTS } from './data-statements.ts';
import { parseDeclare, parseDerive } from './derived-statements.ts';
import { FIELD_STATEMENTS } from './field-statements.ts';
import { isLoad, parseLoad } from './load-parser.ts';
import { afterKeyword } from './name-list.ts';
import type { RunStatement } from './script-context.ts';
import { ScriptError, ScriptExit } from './script-error.ts';
import { prepareFunctions } from './file-functions.ts';
import { setVariable, type ScriptState } from './script-state.ts';
import { statementValue } from './statement-value.ts';
import { parseStore } from './store-statement.ts';
import { UNSUPPORTED_STATEMENTS } from './unsupported-statements.ts';

/** A parser of statements that begin with a keyword. Its parameter is the text after the keyword. */
type StatementParser = (rest: string) => RunStatement;

/** Parsers of statements by their keywords, in lower case. */
type StatementParsers = Readonly<Record<string, StatementParser>>;

const PARSERS: StatementParsers = {
  ...DATA_STATEMENTS,
  ...FIELD_STATEMENTS,
  ...UNSUPPORTED_STATEMENTS,
  store: parseStore,
  declare: (rest) => parseDeclare(undefined, rest),
  derive: parseDerive,
  set: parseSet,
  let: parseLet,
  trace:
    (rest) =>
    ({ listener }) =>
      listener.trace(rest.trim()),
  when: (rest) => parseConditional(rest, true),
  unless: (rest) => parseConditional(rest, false),
};

const KEYWORDS = Object.keys(PARSERS).sort((left, right) => right.length - left.length);
const NAME = String.raw`(\[[^\]]+\]|"[^"]+"|[\p{L}\p{N}_.#%@$-]+)`;
const ASSIGNMENT = new RegExp(String.raw`^${NAME}\s*=([\s\S]*)$`, 'u');
const LABEL = /^(?:\[([^\]]+)\]|"([^"]+)"|'([^']+)'|([^\s:[\]"']+))\s*:\s*/;

/** Returns the keywords of the statements that can run, in lower case. */
export function statementKeywords(): readonly string[] {
  return [
    'load',
    ...Object.keys(PARSERS).filter((word) => !Object.hasOwn(UNSUPPORTED_STATEMENTS, word)),
  ].sort();
}

/**
 * Parses a statement that is no control statement, after dollar expansion. The result runs it.
 * @throws {ScriptError} for an unknown or malformed statement
 * @throws {ExpressionError} for an invalid expression or a malformed load
 */
export function parseStatement(text: string): RunStatement {
  if (isLoad(text)) {
    const load = parseLoad(text);
    return (context) => context.load(load);
  }
  const parser = parserOf(text);
  if (parser) return parser.parse(parser.rest);
  const labeled = labeledStatement(text);
  if (labeled) return labeled();
  if (ASSIGNMENT.test(text)) return parseLet(text);
  throw unknownStatement(text);
}

/** Returns whether a statement begins as one of the known statements do, whatever follows. */
export function isKnownStatement(text: string): boolean {
  return (
    isLoad(text) ||
    parserOf(text) !== undefined ||
    ASSIGNMENT.test(text) ||
    labeledStatement(text) !== undefined
  );
}

/** Returns the parser of `Name: Declare …`, or of a statement with a label that cannot run. */
function labeledStatement(text: string): (() => RunStatement) | undefined {
  const [label, bracketed, double, single, plain] = LABEL.exec(text) ?? [];
  if (label === undefined) return undefined;
  const statement = text.slice(label.length);
  const declaration = afterKeyword(statement, 'declare');
  if (declaration !== undefined)
    return () => parseDeclare(bracketed ?? double ?? single ?? plain, declaration);
  const keyword = Object.keys(UNSUPPORTED_STATEMENTS).find(
    (word) => afterKeyword(statement, word) !== undefined,
  );
  return keyword === undefined ? undefined : () => parseStatement(statement);
}

/** Evaluates the clause of `Exit Script When …` and similar statements. @throws {ScriptError} when it is malformed */
export function isClauseTrue(text: string, state: ScriptState): boolean {
  const clause = exitClause(text);
  if (!clause) return true;
  return isTrue(statementValue(parseExpression(clause.source), state)) === clause.isWhen;
}

function parserOf(text: string): { readonly parse: StatementParser; readonly rest: string } | undefined {
  for (const keyword of KEYWORDS) {
    const rest = afterKeyword(text, keyword);
    const parse = PARSERS[keyword];
    // `set = 1` assigns a variable of that name.
    if (rest !== undefined && parse && !rest.startsWith('=')) return { parse, rest };
  }
  return undefined;
}

function unknownStatement(text: string): ScriptError {
  return ScriptError.of('syntax', `Unknown statement: ${text.split(/\s/)[0] ?? ''}`);
}

/** Parses `Set name = text`: the text is not evaluated. */
function parseSet(rest: string): RunStatement {
  const { name, source } = assignmentOf(rest);
  const text = source.trim();
  const quoted = /^'((?:[^']|'')*)'$|^"((?:[^"]|"")*)"$/.exec(text);
  const value = quoted?.[1]?.replaceAll("''", "'") ?? quoted?.[2]?.replaceAll('""', '"') ?? text;
  return ({ state }) => {
    state.variables.set(name, value);
  };
}

/** Parses `Let name = expression`, with or without `Let`. */
function parseLet(rest: string): RunStatement {
  const { name, source } = assignmentOf(rest);
  // `LET x = ;` removes the variable, as in Qlik.
  if (source.trim() === '')
    return ({ state }) => {
      state.variables.delete(name);
    };
  const expression = parseExpression(source);
  return async ({ state }) => {
    await prepareFunctions([expression], state);
    setVariable(state.variables, name, statementValue(expression, state));
  };
}

function assignmentOf(text: string): { readonly name: string; readonly source: string } {
  const [, name, source] = ASSIGNMENT.exec(text) ?? [];
  if (name === undefined || source === undefined)
    throw ScriptError.of('syntax', '"variable = value" expected');
  return { name: name.replace(/^[["]|[\]"]$/g, ''), source };
}

/** Parses `when condition statement` and `unless condition statement`. */
function parseConditional(text: string, isWhen: boolean): RunStatement {
  const { condition, rest } = conditionAt(text);
  if (/^exit\s+script\b/i.test(rest))
    return ({ state }) => {
      const isMet = isTrue(statementValue(condition, state)) === isWhen;
      if (isMet && isClauseTrue(rest, state)) throw new ScriptExit();
    };
  if (rest === '') throw ScriptError.of('syntax', 'A statement expected after the condition');
  const run = parseStatement(rest);
  return (context) =>
    isTrue(statementValue(condition, context.state)) === isWhen ? run(context) : undefined;
}

/** Reads the expression at the beginning of a text; what follows it need not be an expression. */
function conditionAt(text: string): { readonly condition: Expression; readonly rest: string } {
  const stream = new TokenStream(text, tokensUpToError(text));
  const condition = parseExpressionIn(stream);
  return { condition, rest: text.slice(stream.previousEnd).trim() };
}

function tokensUpToError(text: string): readonly Token[] {
  try {
    return tokenize(text);
  } catch (error) {
    if (error instanceof ExpressionError && error.position > 0)
      return tokensUpToError(text.slice(0, error.position));
    throw error;
  }
}
