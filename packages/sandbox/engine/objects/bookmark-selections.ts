import { isRecord } from '../../json/is-record.ts';
import type { FieldCatalogue } from '../expression/field-catalogue.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { toArray, toObject, toText, type JsonObject } from '../protocol/json.ts';
import {
  DEFAULT_STATE,
  type FieldSelection,
  type SelectionSet,
  type SelectionSnapshot,
} from '../selection/selection-set.ts';

/**
 * Selections as a bookmark keeps them: by field name and value, so that they survive a reload of the data. Values are numbers, or
 * texts where they have no number.
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

/** A bookmark's selections by state; fields and values that no longer exist are left out. */
export function bookmarkSelections(properties: JsonObject, fields: FieldCatalogue): SelectionSnapshot {
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

function readSelection(item: JsonObject, fields: FieldCatalogue): FieldSelection | undefined {
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
    // The field is gone from the data: the rest of the bookmark still applies, as in Qlik.
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}
