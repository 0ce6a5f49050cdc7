import { textOf, type Value } from '../expression/value.ts';
import { parseExpression } from '../expression/parser.ts';
import { forEachValues, forRange, type ForEachItem } from './control-heads.ts';
import { ScriptError } from './script-error.ts';
import { distinctValues, nameIn } from './script-functions.ts';
import type { ScriptState } from './script-state.ts';

/** The variable of a loop and its values. */
interface ForLoop {
  readonly name: string;
  readonly values: Iterable<Value>;
}

/**
 * Returns the values of `for i = 1 to 3` or `for each v in 'a', FileList('*.csv')`.
 * @throws {ScriptError} when the head is malformed
 */
export async function forLoop(
  text: string,
  state: ScriptState,
  valueOf: (source: string) => Promise<Value>,
): Promise<ForLoop> {
  const each = forEachValues(text);
  if (each) {
    const values: Value[] = [];
    for (const item of each.items) values.push(...(await itemValues(item, state, valueOf)));
    return { name: each.name, values };
  }
  const { name, from, to, step } = forRange(text);
  const [first, last, by] = [await valueOf(from), await valueOf(to), await valueOf(step)].map((value) =>
    state.settings.numberOf(value),
  );
  return { name, values: range(first ?? 0, last ?? 0, by ?? 1) };
}

async function itemValues(
  item: ForEachItem,
  state: ScriptState,
  valueOf: (source: string) => Promise<Value>,
): Promise<readonly Value[]> {
  switch (item.type) {
    case 'expression':
      return [await valueOf(item.source)];
    case 'filelist':
      return state.files.list(textOf(await valueOf(item.argument)));
    case 'dirlist':
      return state.files.directories(textOf(await valueOf(item.argument)));
    case 'fieldvaluelist': {
      const field = nameIn(parseExpression(item.argument));
      state.requireField(field);
      return distinctValues(state, field);
    }
  }
}

function* range(from: number, to: number, step: number): Iterable<number> {
  if (step === 0 || Number.isNaN(from + to + step))
    throw new ScriptError('A FOR loop takes numbers, and a step other than 0');
  for (let value = from; step > 0 ? value <= to : value >= to; value += step) yield value;
}
