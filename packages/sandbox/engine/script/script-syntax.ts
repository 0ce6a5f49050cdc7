import { parseExpression } from '../expression/parser.ts';
import { ExpressionError } from '../expression/tokens.ts';
import type { JsonObject } from '../protocol/json.ts';
import { blocksOf } from './blocks.ts';
import {
  caseValues,
  exitClause,
  forEachValues,
  forRange,
  ifCondition,
  loopCondition,
  subCall,
  subHead,
} from './control-heads.ts';
import { ScriptError } from './script-error.ts';
import { isKnownStatement, parseStatement } from './statement-parser.ts';
import { statementsOf, type ControlKeyword, type Statement } from './statements.ts';

/**
 * Returns the result of `CheckScriptSyntax`: `ScriptSyntaxError`s with positions relative to their tab. Of a statement with dollar
 * expansions only its beginning is checked, because the expansion is known only when the script runs.
 */
export function syntaxErrors(script: string): readonly JsonObject[] {
  let statements: readonly Statement[];
  try {
    statements = statementsOf(script);
  } catch (error) {
    return [blockError(script, error)];
  }
  const errors = statements
    .filter((statement) => !isValid(statement))
    .map(({ offset, length }) => syntaxError(script, offset, length));
  try {
    blocksOf(statements);
  } catch (error) {
    errors.push(blockError(script, error));
  }
  return errors;
}

function blockError(script: string, error: unknown): JsonObject {
  if (!(error instanceof ScriptError)) throw error;
  return syntaxError(script, offsetOfLine(script, error.line), error.statement.length);
}

function isValid({ text, control }: Statement): boolean {
  if (text.includes('$(')) return control !== undefined || isKnownStart(text);
  try {
    if (control) HEADS[control]?.(text);
    else parseStatement(text);
    return true;
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof ScriptError) return false;
    throw error;
  }
}

/** A statement, or a label, in which an expansion brings the first word or a part of it. */
const EXPANDED_START = /^(?:(?:\[[^\]]+\]|"[^"]+"|'[^']+'|[^\s:[\]"']+)\s*:\s*)?[["']?[^\s:[\]"']*\$\(/;

/** The keywords before an expansion must be known; an expansion may bring the others. */
function isKnownStart(text: string): boolean {
  return isKnownStatement(text) || EXPANDED_START.test(text);
}

/** Checks of the heads of control statements. */
const HEADS: Partial<Record<ControlKeyword, (text: string) => unknown>> = {
  if: (text) => parseExpression(ifCondition(text)),
  elseif: (text) => parseExpression(ifCondition(text)),
  sub: subHead,
  for: (text) => {
    const each = forEachValues(text);
    const sources = each
      ? each.items.map((item) => (item.type === 'expression' ? item.source : item.argument))
      : rangeSources(text);
    sources.forEach((source) => parseExpression(source));
  },
  next: (text) => {
    if (!/^next(?:\s+(?:\[[^\]]+\]|"[^"]+"|[\p{L}\p{N}_.#%@$-]+))?$/iu.test(text))
      throw ScriptError.of('syntax', 'NEXT takes the variable of its loop');
  },
  do: checkLoop,
  loop: checkLoop,
  switch: (text) => parseExpression(text.replace(/^switch\b/i, '')),
  case: (text) => caseValues(text).map((value) => parseExpression(value)),
  call: (text) => subCall(text).args.map((argument) => parseExpression(argument)),
  'exit for': checkExit,
  'exit do': checkExit,
  'exit sub': checkExit,
  'exit script': checkExit,
};

function rangeSources(text: string): readonly string[] {
  const { from, to, step } = forRange(text);
  return [from, to, step];
}

function checkLoop(text: string): void {
  const condition = loopCondition(text);
  if (condition) parseExpression(condition.source);
}

function checkExit(text: string): void {
  const clause = exitClause(text);
  if (clause) parseExpression(clause.source);
}

const TAB = /^\/\/\/\$tab [^\n]*\n?/gm;

function syntaxError(script: string, offset: number, length: number): JsonObject {
  const tabs = [...script.matchAll(TAB)].filter((tab) => tab.index <= offset);
  const tab = tabs.at(-1);
  const tabStart = tab ? tab.index + tab[0].length : 0;
  const before = script.slice(tabStart, offset);
  return {
    qErrLen: length,
    qTabIx: Math.max(tabs.length - 1, 0),
    qLineInTab: before.split('\n').length - 1,
    qColInLine: before.length - (before.lastIndexOf('\n') + 1),
    qTextPos: offset,
    qSecondaryFailure: false,
  };
}

function offsetOfLine(script: string, line: number): number {
  let offset = 0;
  for (let count = 1; count < line; count += 1) offset = script.indexOf('\n', offset) + 1;
  return offset;
}
