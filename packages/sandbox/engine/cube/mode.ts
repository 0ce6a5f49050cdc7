import { toText, type JsonObject } from '../protocol/json.ts';

/** Returns `qMode` as a letter: `S` straight, `P` pivot, `K` stacked, `T` tree, `D` dynamic. Accepts numbers and long names, with `EQ_` and without. */
export function modeOf(definition: JsonObject): string {
  const given = definition['qMode'];
  if (typeof given === 'number') return ['S', 'P', 'K', 'T', 'D'][given] ?? 'S';
  const name = toText(given, 'S').replace(/^EQ_/, '');
  const long: Readonly<Record<string, string>> = {
    DATA_MODE_STRAIGHT: 'S',
    DATA_MODE_PIVOT: 'P',
    DATA_MODE_PIVOT_STACK: 'K',
    DATA_MODE_TREE: 'T',
    DATA_MODE_DYNAMIC: 'D',
  };
  return long[name] ?? name;
}
