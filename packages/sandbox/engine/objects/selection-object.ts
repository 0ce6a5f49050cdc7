import { toText, type JsonObject } from '../protocol/json.ts';
import { countMask, DEFAULT_STATE, type FieldSelection } from '../selection/selection-set.ts';
import type { Association } from '../selection/association.ts';
import type { ListContext } from './lists.ts';

/** `qSelectionThreshold`: a selection of more values is described by its count, as in Qlik. */
const MAX_LISTED = 6;

/** Returns `SelectionObject`: the current selections by field. */
export function selectionObject(definition: JsonObject, { document, topics }: ListContext): JsonObject {
  topics.add('selections');
  const state = toText(definition['qStateName']) || DEFAULT_STATE;
  const association = document.scope.association(state);
  return {
    qBackCount: document.selections.backCount,
    qForwardCount: document.selections.forwardCount,
    qStateName: state,
    qSelections: [...association.selections.values()].map((selection) =>
      describe(selection, association, document.isOneAndOnlyOne(selection.field.name)),
    ),
  };
}

function describe(selection: FieldSelection, association: Association, isOneOnly: boolean): JsonObject {
  const { field, mask, isLocked } = selection;
  const { symbols } = field;
  const count = countMask(mask);
  const codes: number[] = [];
  for (let code = 0; code < mask.length && codes.length < MAX_LISTED; code += 1)
    if (mask[code]) codes.push(code);
  const isListed = count <= MAX_LISTED;
  return {
    qTotal: symbols.size,
    qIsNum: field.tags.includes('$numeric'),
    qField: field.name,
    qReadableName: field.name.replace(/^=/, ''),
    qLocked: isLocked,
    qOneAndOnlyOne: isOneOnly,
    qTextSearch: '',
    qSelectedCount: count,
    qSelected: isListed
      ? codes.map((code) => symbols.textOf(code)).join(', ')
      : `${count} of ${symbols.size}`,
    qRangeInfo: [],
    qSortIndex: -1,
    qStateCounts: association.statesOf(field).counts,
    qSelectedFieldSelectionInfo: isListed
      ? codes.map((code) => ({ qName: symbols.textOf(code), qFieldSelectionMode: 'NORMAL' }))
      : [],
    qNotSelectedFieldSelectionInfo: [],
    qSelectionThreshold: MAX_LISTED,
  };
}
