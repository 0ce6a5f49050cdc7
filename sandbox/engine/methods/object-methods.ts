import { fillDefinitions } from '../cube/definition.ts';
import { listPages } from '../cube/list-object.ts';
import { straightPages } from '../cube/straight-table.ts';
import type { Cube } from '../cube/cube.ts';
import { stackedPages } from '../cube/stacked.ts';
import { modeOf } from '../cube/hypercube-layout.ts';
import { applyPatches, readPatches } from '../objects/patches.ts';
import { infoOf } from '../objects/stored-object.ts';
import type { JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import type { EntryContext } from './context.ts';
import { replaceProperties } from './create-entry.ts';
import { CHILD_METHODS } from './child-methods.ts';
import { anything, flag, list, method, number, object, text, type MethodTable } from './method.ts';
import { OBJECT_SELECTION_METHODS } from './object-selection-methods.ts';

/** The hypercube at a path. @throws {QixError} 6000 when it has another mode than data is asked for in. */
function cubeInMode({ layouts, entry }: EntryContext, path: string, wanted: 'S' | 'K'): Cube {
  const cube = layouts.cubeAt(entry, path);
  const mode = modeOf(cube.definition);
  if (mode !== wanted)
    throw new QixError(QIX_CODES.invalidObject, `The hypercube has mode ${mode}, not ${wanted}`, path);
  return cube;
}

function straightData(context: EntryContext, path: string, pages: readonly unknown[]): JsonObject {
  return { qDataPages: straightPages(cubeInMode(context, path, 'S'), pages) };
}

/** Methods of a generic object. */
export const OBJECT_METHODS: MethodTable<EntryContext> = {
  GetLayout: method([], ({ document, layouts, entry, handle }: EntryContext) => {
    const { layout, topics } = layouts.layoutOf(entry);
    document.handles.markFresh(handle, topics);
    return { qLayout: layout };
  }),
  GetProperties: method([], ({ entry }: EntryContext) => ({ qProp: fillDefinitions(entry.properties) })),
  GetEffectiveProperties: method([], ({ document, entry }: EntryContext) => ({
    qProp: fillDefinitions(document.effectiveProperties(entry)),
  })),
  SetProperties: method([object('qProp')], ({ document, entry }: EntryContext, properties) => {
    replaceProperties(document, entry, properties);
  }),
  ApplyPatches: method(
    [list('qPatches'), flag('qSoftPatch')],
    ({ document, entry }: EntryContext, given, isSoft) => {
      const patches = readPatches(given);
      if (isSoft) document.addSoftPatches(entry, patches);
      else replaceProperties(document, entry, applyPatches(fillDefinitions(entry.properties), patches));
    },
  ),
  ClearSoftPatches: method([], ({ document, entry }: EntryContext) => document.clearSoftPatches(entry)),
  GetInfo: method([], ({ entry }: EntryContext) => ({ qInfo: infoOf(entry) })),
  GetListObjectData: method(
    [text('qPath'), list('qPages')],
    ({ layouts, entry }: EntryContext, path, pages) => ({
      qDataPages: listPages(layouts.listAt(entry, path), pages),
    }),
  ),
  GetHyperCubeData: method([text('qPath'), list('qPages')], straightData),
  GetHyperCubeStackData: method(
    [text('qPath'), list('qPages'), number('qMaxNbrCells')],
    (context: EntryContext, path, pages) => ({
      qDataPages: stackedPages(cubeInMode(context, path, 'K'), pages),
    }),
  ),
  // Mini charts read this as a table, whatever the mode of the cube. All rows are a valid answer, only a larger one.
  GetHyperCubeReducedData: method(
    [text('qPath'), list('qPages'), number('qZoomFactor'), anything('qReductionMode')],
    ({ layouts, entry }: EntryContext, path, pages) => ({
      qDataPages: straightPages(layouts.cubeAt(entry, path), pages),
    }),
  ),
  GetLinkedObjects: method([], ({ document, entry }: EntryContext) => ({
    qItems: document
      .all('object')
      .filter((other) => other.properties['qExtendsId'] === entry.id)
      .map((other) => ({ qInfo: infoOf(other), qRootPath: '' })),
  })),
  ...CHILD_METHODS,
  ...OBJECT_SELECTION_METHODS,
};
