import { isRecord } from '../../json/is-record.ts';
import { toArray, toFlag, toIntegers, toObject, toText, type JsonObject } from '../protocol/json.ts';
import type { CubeDimension } from './columns.ts';

/** A side of a pivot table. */
export type PivotSide = 'left' | 'top';

/**
 * The expanded nodes of a pivot table: all except the exceptions, or only the exceptions. A node's key consists of its side and
 * the element numbers from the root to the node.
 */
export interface PivotExpansion {
  readonly isAllOpen: boolean;
  readonly exceptions: ReadonlySet<string>;
}

/** Returns the key of a node. @param path the codes from the root to the node; `m` and the index for a measure */
export function nodeKey(side: PivotSide, path: readonly string[]): string {
  return `${side}:${path.join('/')}`;
}

/** Returns whether a node is expanded, so that the next dimension is visible below it. */
export function isOpen(expansion: PivotExpansion, key: string): boolean {
  return expansion.isAllOpen !== expansion.exceptions.has(key);
}

/** Returns the expansion with one node expanded or collapsed. */
export function withNode(expansion: PivotExpansion, key: string, isOpened: boolean): PivotExpansion {
  const exceptions = new Set(expansion.exceptions);
  if (isOpened === expansion.isAllOpen) exceptions.delete(key);
  else exceptions.add(key);
  return { ...expansion, exceptions };
}

/**
 * Returns the initial expansion of a definition: all nodes with `qAlwaysFullyExpanded`, else the positions of `qExpansionState`.
 * A position has a dimension (`qDimName`) and the element numbers from the root to the expanded value.
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
