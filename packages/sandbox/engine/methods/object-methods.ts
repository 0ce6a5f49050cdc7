import { fillDefinitions, shownProperties } from '../cube/definition.ts';
import { listPages } from '../cube/list-object.ts';
import { applyPatches, readPatches } from '../objects/patches.ts';
import { infoOf } from '../objects/stored-object.ts';
import type { EntryContext } from './context.ts';
import { replaceProperties } from './create-entry.ts';
import { CHILD_METHODS } from './child-methods.ts';
import { CUBE_DATA_METHODS } from './cube-data-methods.ts';
import { EXPORT_METHODS } from './export-methods.ts';
import { flag, integer, list, method, object, text, type MethodTable } from './method.ts';
import { GROUP_METHODS } from './group-methods.ts';
import { PUBLICATION_METHODS } from './publication-methods.ts';
import { OBJECT_SELECTION_METHODS } from './object-selection-methods.ts';
import { setCycle } from './cyclic-dimensions.ts';
import { PIVOT_METHODS } from './pivot-methods.ts';

/** Methods of a generic object. */
export const OBJECT_METHODS: MethodTable<EntryContext> = {
  GetLayout: method([], ({ document, layouts, entry, handle }: EntryContext) => {
    const { layout, topics } = layouts.layoutOf(entry);
    document.handles.markFresh(handle, topics);
    return { qLayout: layout };
  }),
  GetProperties: method([], ({ entry }: EntryContext) => ({ qProp: shownProperties(entry.properties) })),
  GetEffectiveProperties: method([], ({ document, entry }: EntryContext) => ({
    qProp: shownProperties(document.patches.effectiveProperties(entry)),
  })),
  SetProperties: method([object('qProp')], ({ document, entry }: EntryContext, properties) => {
    replaceProperties(document, entry, properties);
  }),
  ApplyPatches: method(
    [list('qPatches'), flag('qSoftPatch')],
    ({ document, entry }: EntryContext, given, isSoft) => {
      const patches = readPatches(given);
      if (isSoft) document.patches.add(entry, patches);
      else replaceProperties(document, entry, applyPatches(fillDefinitions(entry.properties), patches));
    },
  ),
  ClearSoftPatches: method([], ({ document, entry }: EntryContext) => document.patches.clear(entry)),
  GetInfo: method([], ({ entry }: EntryContext) => ({ qInfo: infoOf(entry) })),
  GetListObjectData: method(
    [text('qPath'), list('qPages')],
    ({ layouts, entry }: EntryContext, path, pages) => ({
      qDataPages: listPages(layouts.listAt(entry, path), pages),
    }),
  ),
  GetLinkedObjects: method([], ({ document, entry }: EntryContext) => ({
    qItems: document
      .all('object')
      .filter((other) => other.properties['qExtendsId'] === entry.id)
      .map((other) => ({ qInfo: infoOf(other), qRootPath: '' })),
  })),
  SetActiveField: method(
    [text('qPath'), integer('qDimNo'), integer('qNewIndex')],
    (context: EntryContext, path, dimension, place) => setCycle(context, path, dimension, () => place),
  ),
  StepCycle: method(
    [text('qPath'), integer('qDimNo'), integer('qNbrSteps')],
    (context: EntryContext, path, dimension, steps) =>
      setCycle(context, path, dimension, (active, count) => (((active + steps) % count) + count) % count),
  ),
  ...CHILD_METHODS,
  ...CUBE_DATA_METHODS,
  ...EXPORT_METHODS,
  ...GROUP_METHODS,
  ...PIVOT_METHODS,
  ...PUBLICATION_METHODS,
  ...OBJECT_SELECTION_METHODS,
};
