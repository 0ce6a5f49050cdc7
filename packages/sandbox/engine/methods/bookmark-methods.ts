import { bookmarkSelections } from '../objects/bookmark-selections.ts';
import { infoOf } from '../objects/stored-object.ts';
import { jsonNumber, toArray, toInteger, toObject, toText, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import { DEFAULT_STATE, type FieldSelection } from '../selection/selection-set.ts';
import { applyBookmark } from './apply-bookmark.ts';
import type { EntryContext } from './context.ts';
import { flag, method, object, text, type MethodTable } from './method.ts';
import { setExpressionOf } from './set-expression.ts';

/** Returns the `FieldValue`s of a selection, or of the values that it leaves out, in load order. */
function valuesOf(
  { field, mask }: FieldSelection,
  isExcluded: boolean,
  page: JsonObject,
): readonly JsonObject[] {
  const { symbols } = field;
  const codes = [...mask.keys()].filter((code) => (mask[code] === 1) !== isExcluded);
  // `qEndIndex` is the last value of the page.
  const [first, last] = [toInteger(page['qStartIndex']), toInteger(page['qEndIndex'])];
  return codes.slice(Math.max(first, 0), Math.max(last, 0) + 1).map((code) => {
    const number = symbols.numberOf(code);
    return {
      qText: symbols.textOf(code),
      qIsNumeric: !Number.isNaN(number),
      qNumber: jsonNumber(number),
    };
  });
}

function selectionIn(context: EntryContext, state: string, name: string): FieldSelection | undefined {
  const { document, entry } = context;
  const states = bookmarkSelections(entry.properties, document.app.fields);
  return states.get(state || DEFAULT_STATE)?.get(document.scope.resolveField(name).name);
}

/** Methods of a bookmark for the selections that it stores. */
export const BOOKMARK_SELECTION_METHODS: MethodTable<EntryContext> = {
  Apply: method([], ({ document, entry }: EntryContext) => ({ qSuccess: applyBookmark(document, entry.id) })),
  ApplyAndVerify: method([], ({ document, entry }: EntryContext) => ({
    qResult: { qApplySuccess: applyBookmark(document, entry.id), qWarnings: [] },
  })),
  GetFieldValues: method(
    [text('qField'), flag('qGetExcludedValues'), object('qDataPage')],
    (context: EntryContext, name, isExcluded, page) => {
      const selection = selectionIn(context, DEFAULT_STATE, name);
      return { qFieldValues: selection ? valuesOf(selection, isExcluded, page) : [] };
    },
  ),
  GetFieldValuesEx: method(
    [text('qField'), flag('qGetExcludedValues'), object('qDataPages')],
    (context: EntryContext, name, isExcluded, pages) => ({
      qReturn: toArray(pages['qStatePages']).map((item) => {
        const page = toObject(item);
        const qStateName = toText(page['qStateName']) || DEFAULT_STATE;
        const selection = selectionIn(context, qStateName, name);
        return { qStateName, qFieldValues: selection ? valuesOf(selection, isExcluded, page) : [] };
      }),
    }),
  ),
  GetSetAnalysis: method([text('qStateName')], ({ document, entry }: EntryContext, state) => {
    const selections = bookmarkSelections(entry.properties, document.app.fields);
    return { qReturn: setExpressionOf(selections.get(state || DEFAULT_STATE) ?? new Map()) };
  }),
};

/** Returns the objects whose definitions refer to a master item, as `NxLinkedObjectInfo`. */
export function linkedObjects({ document, entry }: EntryContext): JsonObject {
  const refers = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.some(refers);
    const members = Object.entries(toObject(value));
    return members.some(([name, member]) =>
      name === 'qLibraryId' ? member === entry.id : typeof member === 'object' && refers(member),
    );
  };
  return {
    qItems: document
      .all('object')
      .filter(({ properties }) => refers(properties))
      .map((object) => {
        let root = object;
        while (root.parent !== undefined) {
          const parent = document.find('object', root.parent);
          if (!parent) break;
          root = parent;
        }
        return { qRootId: root.id, qInfo: infoOf(object) };
      }),
  };
}

/** Returns the place of a field among those of a group. @throws {QixError} -32602 outside the group */
export function placeInGroup(place: number, count: number): number {
  if (place >= 0 && place < count) return place;
  throw new QixError(QIX_CODES.invalidParameters, 'Invalid Params', 'qIx');
}
