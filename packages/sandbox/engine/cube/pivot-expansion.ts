import { isRecord } from '../../json/is-record.ts';
import { toArray, toFlag, toIntegers, toObject, toText, type JsonObject } from '../protocol/json.ts';
import type { CubeDimension } from './columns.ts';

/** Which side of a pivot table. */
export type PivotSide = 'left' | 'top';

/**
 * Which nodes of a pivot table are open: all but the exceptions, or none but the exceptions. A node's key is its side and the
 * element numbers from the root down to it.
 */
export interface PivotExpansion {
  readonly isAllOpen: boolean;
  readonly exceptions: ReadonlySet<string>;
}

/** The key of a node: its side and the codes from the root to it, measures by their place. */
export function nodeKey(side: PivotSide, path: readonly string[]): string {
  return `${side}:${path.join('/')}`;
}

/** Is a node open, so that the next dimension shows below it? */
export function isOpen(expansion: PivotExpansion, key: string): boolean {
  return expansion.isAllOpen !== expansion.exceptions.has(key);
}

/** The expansion with one node opened or closed. */
export function withNode(expansion: PivotExpansion, key: string, isOpened: boolean): PivotExpansion {
  const exceptions = new Set(expansion.exceptions);
  if (isOpened === expansion.isAllOpen) exceptions.delete(key);
  else exceptions.add(key);
  return { ...expansion, exceptions };
}

/**
 * What a definition opens by itself: everything with `qAlwaysFullyExpanded`, else the positions of `qExpansionState`, each of
 * which names a dimension (`qDimName`) and the element numbers down to the value whose inner values show.
 */
export function initialExpansion(
  definition: JsonObject,
  dimensions: readonly CubeDimension[],
  leftDimensions: readonly number[],
): PivotExpansion {
  if (toFlag(definition['qAlwaysFullyExpanded'])) return { isAllOpen: true, exceptions: new Set() };
  const given = toArray(definition['qExpansionState']).filter(isRecord);
  const isAllOpen = given.some((item) => toFlag(item['qExcludeList']));
  const exceptions = given.flatMap((item) => {
    const position = toObject(item['qPos']);
    const path = toIntegers(position['qElemNo']);
    const name = toText(position['qDimName']);
    const named = dimensions.findIndex(
      (dimension) => dimension.groupFieldDefs.includes(name) || dimension.title === name,
    );
    if (path.length === 0) return [];
    return [nodeKey(leftDimensions.includes(named) ? 'left' : 'top', path.map(String))];
  });
  return { isAllOpen, exceptions: new Set(exceptions) };
}
