import { toObject, toText, toTexts } from '../protocol/json.ts';
import type { EntryKind, StoredObject } from './stored-object.ts';

/** Returns whether expressions refer to entries of a kind by name, so that they have to be evaluated again when one changes. */
export function isNamedKind(kind: EntryKind): boolean {
  return kind === 'dimension' || kind === 'measure' || kind === 'variable';
}

/** Returns the expression of a master measure by its name, or by the label of its definition. */
export function masterMeasure(measures: readonly StoredObject[], name: string): string | undefined {
  const entry =
    measures.find((measure) => titleOf(measure) === name) ??
    measures.find(({ properties }) => toText(toObject(properties['qMeasure'])['qLabel']) === name);
  return entry && toText(toObject(entry.properties['qMeasure'])['qDef']);
}

/** Returns the first field or expression of a master dimension by its name. */
export function masterDimension(dimensions: readonly StoredObject[], name: string): string | undefined {
  const entry =
    dimensions.find((dimension) => titleOf(dimension) === name) ??
    dimensions.find(({ properties }) => toText(toObject(properties['qDim'])['title']) === name);
  return entry && toTexts(toObject(entry.properties['qDim'])['qFieldDefs'])[0];
}

function titleOf({ properties }: StoredObject): string {
  return toText(toObject(properties['qMetaDef'])['title']);
}
