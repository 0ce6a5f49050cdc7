import { AGGREGATIONS } from '../expression/aggregation-names.ts';
import {
  APP_FUNCTIONS,
  INTER_RECORD_FUNCTIONS,
  SELECTION_FUNCTIONS,
} from '../expression/contextual-functions.ts';
import { functionNames } from '../expression/functions.ts';
import type { JsonObject } from '../protocol/json.ts';
import { statementKeywords } from '../script/statement-parser.ts';
import { controlKeywords } from '../script/statements.ts';
import type { Parameter } from './method.ts';

/** The grammar of scripts, or of expressions. */
type Grammar = 'script' | 'expression';

const GRAMMARS: ReadonlyMap<unknown, Grammar> = new Map<unknown, Grammar>([
  ['S', 'script'],
  ['SCRIPT_TEXT_SCRIPT', 'script'],
  [0, 'script'],
  ['E', 'expression'],
  ['SCRIPT_TEXT_EXPRESSION', 'expression'],
  [1, 'expression'],
]);

/** A parameter for `BNFType`. */
export function grammar(name: string): Parameter<Grammar> {
  return { name, fallback: 'script', read: (value) => GRAMMARS.get(value) };
}

interface Rule {
  readonly name: string;
  readonly literals: readonly string[];
  readonly members: JsonObject;
}

/**
 * Returns `BNFDef`s: a rule for each kind of word, with the statements and functions of this engine as its literal tokens. Unlike
 * those of Qlik's engine the rules do not tell which parameters a function has.
 */
export function grammarTokens(kind: Grammar): readonly JsonObject[] {
  const tokens: JsonObject[] = [];
  const add = (token: JsonObject): number => tokens.push({ qNbr: tokens.length, qHelpId: 0, ...token }) - 1;
  for (const { name, literals, members } of rulesOf(kind)) {
    const qBnf: number[] = [];
    const qPNbr = add({ qBnf, qPNbr: -1, qName: name, qStr: '', qIsBnfRule: true });
    for (const literal of literals)
      qBnf.push(add({ qBnf: [], qPNbr, qName: literal, qStr: literal, qBnfLiteral: true, ...members }));
  }
  return tokens;
}

function rulesOf(kind: Grammar): readonly Rule[] {
  const aggregations = {
    name: 'aggregation_function',
    literals: Object.keys(AGGREGATIONS),
    members: { qQvFunc: true, qAggrFunc: true },
  };
  const common = functionNames();
  const contextual = [APP_FUNCTIONS, SELECTION_FUNCTIONS, INTER_RECORD_FUNCTIONS].flatMap(Object.keys);
  const functions = {
    name: 'function',
    literals: [...new Set(['if', ...common, ...(kind === 'expression' ? contextual : [])])].sort(),
    members: { qQvFunc: true },
  };
  if (kind === 'expression') return [functions, aggregations];
  return [
    { name: 'script_statement', literals: statementKeywords(), members: { qScriptStatement: true } },
    { name: 'control_statement', literals: controlKeywords(), members: { qControlStatement: true } },
    functions,
    aggregations,
  ];
}
