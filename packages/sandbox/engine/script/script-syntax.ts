import { expandDollars } from '../expression/dollar-expansion.ts';
import { ExpressionError } from '../expression/tokens.ts';
import type { JsonObject } from '../protocol/json.ts';
import { blocksOf } from './blocks.ts';
import { isLoad, parseLoad } from './load-parser.ts';
import { ScriptError } from './script-error.ts';
import { statementsOf, type Statement } from './statements.ts';

/**
 * Returns the result of `CheckScriptSyntax`: `ScriptSyntaxError`s with positions relative to their tab. Statements with dollar expansions
 * are not checked, because the expansion is known only when the script runs.
 */
export function syntaxErrors(script: string): readonly JsonObject[] {
  let statements: readonly Statement[];
  try {
    statements = statementsOf(script);
    blocksOf(statements);
  } catch (error) {
    if (error instanceof ScriptError)
      return [syntaxError(script, offsetOfLine(script, error.line), error.statement.length)];
    throw error;
  }
  return statements.flatMap((statement) => {
    const length = lengthOfError(statement);
    return length === undefined ? [] : [syntaxError(script, statement.offset, length)];
  });
}

function lengthOfError({ text, control }: Statement): number | undefined {
  if (control !== undefined || !isLoad(text) || text.includes('$(')) return undefined;
  try {
    parseLoad(expandDollars(text, { variable: () => undefined, evaluate: () => null }));
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionError) return text.length;
    throw error;
  }
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
