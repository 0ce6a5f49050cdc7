import { normalPath } from '../objects/layout.ts';
import { infoOf } from '../objects/stored-object.ts';
import { toArray, toObject, toText, toTexts, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import type { DocumentContext, EntryContext } from './context.ts';
import { placeInGroup } from './bookmark-methods.ts';
import { list, method, type MethodTable } from './method.ts';

/**
 * Sets the active field of a cyclic dimension of a hypercube: that of its master item, or of the definition by a soft patch.
 * @throws {QixError} -32602 for a dimension that is not cyclic
 */
export function setCycle(
  { document, layouts, entry }: EntryContext,
  path: string,
  place: number,
  next: (active: number, count: number) => number,
): void {
  const dimension = layouts.cubeAt(entry, path).dimensions[place];
  if (dimension?.grouping !== 'C') {
    throw new QixError(QIX_CODES.invalidParameters, 'The dimension is not cyclic', String(place));
  }
  const count = dimension.groupFieldDefs.length;
  const value = placeInGroup(next(dimension.activeField, count), count);
  const item = document.find('dimension', toText(dimension.definition['qLibraryId']));
  if (item) {
    document.setActiveField(item, value);
    return;
  }
  const pointer = `${normalPath(path)}/qDimensions/${place}/qDef/qActiveField`;
  document.patches.add(entry, [{ op: 'replace', path: pointer, value }]);
}

/** Returns `GroupState`s: the active field of each cyclic master dimension. */
function groupStates({ document }: DocumentContext): readonly JsonObject[] {
  return document.all('dimension').flatMap((entry) => {
    const { qGrouping, qFieldDefs } = toObject(entry.properties['qDim']);
    if (qGrouping !== 'C') return [];
    return [
      { qInfo: infoOf(entry), qActiveFieldDef: toTexts(qFieldDefs)[document.activeField(entry.id)] ?? '' },
    ];
  });
}

function applyGroupState({ document }: DocumentContext, qState: JsonObject): JsonObject | undefined {
  const entry = document.find('dimension', toText(toObject(qState['qInfo'])['qId']));
  if (!entry) return { qState, qType: 'GROUP_MISSING' };
  const { qGrouping, qFieldDefs } = toObject(entry.properties['qDim']);
  if (qGrouping !== 'C') return { qState, qType: 'GROUP_NOT_APPLICABLE' };
  const place = toTexts(qFieldDefs).indexOf(toText(qState['qActiveFieldDef']));
  if (place < 0) return { qState, qType: 'FIELDDEF_MISSING' };
  document.setActiveField(entry, place);
  return undefined;
}

/** Methods of a document for its cyclic master dimensions. */
export const DOC_CYCLE_METHODS: MethodTable<DocumentContext> = {
  GetGroupStates: method([], (context: DocumentContext) => ({ qGroupStates: groupStates(context) })),
  ApplyGroupStates: method([list('qGroupStates')], (context: DocumentContext, states) => {
    const warnings = toArray(states).flatMap((state) => applyGroupState(context, toObject(state)) ?? []);
    return { qResult: { qApplySuccess: warnings.length === 0, qWarnings: warnings } };
  }),
};
