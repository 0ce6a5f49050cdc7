import { isRecord } from '../../json/is-record.ts';
import type { FieldCatalog } from '../expression/field-catalog.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { toArray, toObject, toText, type JsonObject } from '../protocol/json.ts';
import {
  DEFAULT_STATE,
  type FieldSelection,
  type SelectionSet,
  type SelectionSnapshot,
} from '../selection/selection-set.ts';

/**
 * Returns selections as a bookmark stores them: by field name and value, so that they stay valid after a reload. Values are numbers, or
 * texts for values without a number.
 */
export function describeSelections(snapshot: SelectionSnapshot): JsonObject {
  const states: JsonObject = {};
  for (const [state, set] of snapshot) {
    states[state] = [...set.values()].map(({ field, mask, isLocked }) => {
      const values: (number | string)[] = [];
      mask.forEach((flag, code) => {
        if (!flag) return;
        const number = field.symbols.numberOf(code);
        values.push(Number.isNaN(number) ? field.symbols.textOf(code) : number);
      });
      return { field: field.name, isLocked, values };
    });
  }
  return states;
}

/** Returns a bookmark's selections by state; fields and values that no longer exist are ignored. */
export function bookmarkSelections(properties: JsonObject, fields: FieldCatalog): SelectionSnapshot {
  const states = toObject(properties['selections']);
  const snapshot = new Map<string, SelectionSet>();
  for (const [state, list] of Object.entries(states)) {
    const set = new Map<string, FieldSelection>();
    for (const item of toArray(list)) {
      const selection = isRecord(item) ? readSelection(item, fields) : undefined;
      if (selection) set.set(selection.field.name, selection);
    }
    snapshot.set(state, set);
  }
  if (!snapshot.has(DEFAULT_STATE)) snapshot.set(DEFAULT_STATE, new Map());
  return snapshot;
}

function readSelection(item: JsonObject, fields: FieldCatalog): FieldSelection | undefined {
  try {
    const field = fields.resolve(toText(item['field']));
    const mask = new Uint8Array(field.symbols.size);
    for (const value of toArray(item['values'])) {
      const code =
        typeof value === 'number' ? field.symbols.findNumber(value) : field.symbols.findText(toText(value));
      if (code !== undefined) mask[code] = 1;
    }
    return mask.includes(1) ? { field, mask, isLocked: item['isLocked'] === true } : undefined;
  } catch (error) {
    // The field no longer exists: the rest of the bookmark is applied, as in Qlik.
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}
