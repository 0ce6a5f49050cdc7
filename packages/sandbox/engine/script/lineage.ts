import type { LineageEntry } from '../../apps/app-definition.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { originOf, targetOf } from './data-origin.ts';
import { isLoad, parseLoad } from './load-parser.ts';
import { afterKeyword } from './name-list.ts';
import { ScriptError } from './script-error.ts';
import { statementsOf } from './statements.ts';
import { storeTarget } from './store-statement.ts';

/** Returns the loads and stores of a script that was not run: without those that are invalid before dollar expansion. */
export function lineageOf(script: string): readonly LineageEntry[] {
  try {
    return statementsOf(script).flatMap(({ text, control }) => {
      const origin = control === undefined ? originIn(text) : undefined;
      return origin === undefined ? [] : [{ origin, statement: text }];
    });
  } catch (error) {
    // A script that is no list of statements loads nothing.
    if (error instanceof ScriptError) return [];
    throw error;
  }
}

function originIn(text: string): string | undefined {
  try {
    if (isLoad(text)) return originOf(parseLoad(text).source);
    const store = afterKeyword(text, 'store');
    if (store === undefined) return undefined;
    const { path, options } = storeTarget(store);
    return targetOf(path, options.format);
  } catch (error) {
    if (error instanceof ScriptError || error instanceof ExpressionError) return undefined;
    throw error;
  }
}
