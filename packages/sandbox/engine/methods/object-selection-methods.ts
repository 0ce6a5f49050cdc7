import type { CubeContext } from '../cube/columns.ts';
import type { Cube } from '../cube/cube.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { normalPath, searchKey } from '../objects/layout.ts';
import type { Field } from '../model/field.ts';
import { toArray, toIntegers, toNumber, toObject, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import type { EntryContext } from './context.ts';
import {
  clearField,
  isInRange,
  selectCodes,
  selectGroup,
  type NumericRange,
  type SelectionTarget,
  type ValueGroup,
} from './field-selection.ts';
import {
  flag,
  integer,
  integers,
  list,
  method,
  text,
  texts,
  type Method,
  type MethodTable,
} from './method.ts';

/** Returns the selection target of a list object. @throws {QixError} 6003 when another object is modal, 6000 for an invalid field */
function listTarget({ document, layouts, entry }: EntryContext, path: string): SelectionTarget {
  document.requireNotModal(entry);
  const { dimension, context } = layouts.listAt(entry, path);
  return { document, state: context.state, field: requireField(dimension.field, path) };
}

function requireField(field: Field | undefined, path: string): Field {
  if (!field) throw new QixError(QIX_CODES.invalidObject, 'Invalid object', path);
  return field;
}

/** Returns the selection target of a dimension of a hypercube. */
export function dimensionTarget(context: EntryContext, cube: Cube, dimension: number): SelectionTarget {
  const column = cube.dimensions[dimension];
  if (!column) throw new QixError(QIX_CODES.invalidParameters, 'Invalid Params', `dimension ${dimension}`);
  return {
    document: context.document,
    state: cube.context.state,
    field: requireField(column.field, `dimension ${dimension}`),
  };
}

/** Returns the hypercube that an object selects in. @throws {QixError} 6003 when another object is modal */
function modalCube(context: EntryContext, path: string): Cube {
  context.document.requireNotModal(context.entry);
  return context.layouts.cubeAt(context.entry, path);
}

function readRange(value: unknown): NumericRange {
  const range = toObject(value);
  return {
    min: toNumber(range['qMin'], Number.NEGATIVE_INFINITY),
    max: toNumber(range['qMax'], Number.POSITIVE_INFINITY),
    isMinIncluded: range['qMinInclEq'] === true,
    isMaxIncluded: range['qMaxInclEq'] === true,
  };
}

function codesInRanges(field: Field, ranges: readonly NumericRange[]): number[] {
  const codes: number[] = [];
  field.symbols.numbers.forEach((value, code) => {
    if (ranges.some((range) => isInRange(value, range))) codes.push(code);
  });
  return codes;
}

/** During a search the list has the values that match, and a group of them is selected. */
function listGroup(group: ValueGroup): Method<EntryContext> {
  return method([text('qPath'), flag('qSoftLock')], (context: EntryContext, path) => {
    const target = listTarget(context, path);
    return { qSuccess: selectGroup(target, group, context.layouts.listAt(context.entry, path).codes) };
  });
}

/** Returns the dimensions that have a column. */
function shownDimensions(cube: Cube): readonly number[] {
  return cube.dimensions.flatMap(({ isHidden }, dimension) => (isHidden ? [] : [dimension]));
}

/** Returns the codes of a dimension in the rows for which `isTaken` returns true. */
function codesOfRows(cube: Cube, dimension: number, isTaken: (group: number) => boolean): Set<number> {
  const codes = new Set<number>();
  const column = cube.codes[dimension];
  for (const group of cube.order) if (isTaken(group)) codes.add(column?.[group] ?? -1);
  return codes;
}

/** Returns a test for rows whose measures are in all of the ranges, or in one of them in `or` mode. */
function rangeTest(cube: Cube, ranges: readonly unknown[], isOr: boolean): (group: number) => boolean {
  const tests = ranges.map((item) => {
    const range = readRange(toObject(item)['qRange']);
    const measure = cube.measures[toNumber(toObject(item)['qMeasureIx'])];
    if (!measure) throw new QixError(QIX_CODES.invalidParameters, 'Invalid Params', 'qMeasureIx');
    return (group: number) => isInRange(measure.values.numbers[group] ?? Number.NaN, range);
  });
  return (group) => (isOr ? tests.some((test) => test(group)) : tests.every((test) => test(group)));
}

function selectRows(
  context: EntryContext,
  cube: Cube,
  columns: readonly number[],
  isTaken: (group: number) => boolean,
): boolean {
  const chosen = columns.length > 0 ? columns : shownDimensions(cube);
  // All values are read before the first selection, because a selection changes the cube.
  const picks = chosen.map((dimension) => ({
    target: dimensionTarget(context, cube, dimension),
    codes: codesOfRows(cube, dimension, isTaken),
  }));
  return picks.map(({ target, codes }) => selectCodes(target, codes, 'replace')).every(Boolean);
}

function multiRange(
  context: EntryContext,
  path: string,
  sets: readonly unknown[],
  isOr: boolean,
): JsonObject {
  const cube = modalCube(context, path);
  const columns = new Set<number>();
  const tests = sets.map((item) => {
    const set = toObject(item);
    for (const column of toIntegers(set['qColumnsToSelect'])) columns.add(column);
    return rangeTest(cube, toArray(set['qRanges']), false);
  });
  const isTaken = (group: number): boolean =>
    isOr ? tests.some((test) => test(group)) : tests.every((test) => test(group));
  return { qSuccess: selectRows(context, cube, [...columns], isTaken) };
}

/** Column indexes count the visible dimensions in the order of their definition, as in Qlik's own table and charts. */
function selectCells(
  context: EntryContext,
  path: string,
  rows: readonly number[],
  columns: readonly number[],
): JsonObject {
  const cube = modalCube(context, path);
  const groups = new Set(rows.flatMap((row) => cube.order[row] ?? []));
  const shown = shownDimensions(cube);
  const dimensions = columns.flatMap((column) => shown[column] ?? []);
  return { qSuccess: selectRows(context, cube, dimensions, (group) => groups.has(group)) };
}

function continuousRange(context: EntryContext, path: string, ranges: readonly unknown[]): JsonObject {
  const cube = modalCube(context, path);
  const byDimension = new Map<number, NumericRange[]>();
  for (const item of ranges) {
    const dimension = toNumber(toObject(item)['qDimIx']);
    byDimension.set(dimension, [...(byDimension.get(dimension) ?? []), readRange(toObject(item)['qRange'])]);
  }
  const outcomes = [...byDimension].map(([dimension, wanted]) => {
    const target = dimensionTarget(context, cube, dimension);
    return selectCodes(target, codesInRanges(target.field, wanted), 'replace');
  });
  return { qSuccess: outcomes.every(Boolean) };
}

function targetsAt(
  context: EntryContext,
  path: string,
  columns: readonly number[],
): readonly SelectionTarget[] {
  if (context.layouts.isList(context.entry, path)) return [listTarget(context, path)];
  const cube = modalCube(context, path);
  const chosen = columns.length > 0 ? columns : cube.dimensions.map((_, dimension) => dimension);
  return chosen.map((dimension) => dimensionTarget(context, cube, dimension));
}

function setLocked(context: EntryContext, path: string, columns: readonly number[], isLocked: boolean): void {
  for (const { document, state, field } of targetsAt(context, path, columns)) {
    document.selections.setLocked(state, isLocked, (name) => name === field.name);
    document.selectionsChanged();
  }
}

/** Sets the search of a list object, or ends it. Returns false for an invalid `=expression`. */
function search(
  { document, layouts, entry }: EntryContext,
  path: string,
  match: string | undefined,
): boolean {
  const { context } = layouts.listAt(entry, path);
  if (match === undefined) document.searches.delete(searchKey(entry, path));
  else if (!isValidSearch(match, context)) return false;
  else document.searches.set(searchKey(entry, path), match);
  document.entryChanged(entry);
  return true;
}

function isValidSearch(match: string, { scope, state }: CubeContext): boolean {
  if (!match.trimStart().startsWith('=')) return true;
  try {
    scope.evaluate(match, state);
    return true;
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

/** Ends a search. What it found is selected, values that other fields exclude included; without a match the selection stays. */
function acceptSearch(context: EntryContext, path: string, isToggled: boolean): void {
  const { document, layouts, entry } = context;
  const { codes, search: match } = layouts.listAt(entry, path);
  if (match === undefined) return;
  const target = listTarget(context, path);
  document.searches.delete(searchKey(entry, normalPath(path)));
  if (codes.length > 0) selectCodes(target, codes, isToggled ? 'toggle' : 'replace');
  document.entryChanged(entry);
}

/**
 * Goes up in a drill-down group: clears the selections in the levels above the active one. 0, and more steps than levels, go
 * to the first level.
 */
function drillUp(context: EntryContext, path: string, dimension: number, steps: number): void {
  const { document } = context;
  const cube = modalCube(context, path);
  const column = cube.dimensions[dimension];
  if (column?.grouping !== 'H' || column.activeField === 0) return;
  const target = steps > 0 ? Math.max(column.activeField - steps, 0) : 0;
  for (const definition of column.groupFieldDefs.slice(target, column.activeField)) {
    const field = document.scope.resolveField(definition, cube.context.state);
    clearField({ document, state: cube.context.state, field });
  }
}

/** Methods of a generic object for selections and modal mode. */
export const OBJECT_SELECTION_METHODS: MethodTable<EntryContext> = {
  SelectListObjectValues: method(
    [text('qPath'), integers('qValues'), flag('qToggleMode'), flag('qSoftLock')],
    (context: EntryContext, path, values, isToggled) => ({
      qSuccess: selectCodes(listTarget(context, path), values, isToggled ? 'toggle' : 'replace'),
    }),
  ),
  SelectListObjectPossible: listGroup('possible'),
  SelectListObjectExcluded: listGroup('excluded'),
  SelectListObjectAlternative: listGroup('alternative'),
  SelectListObjectAll: listGroup('all'),
  SelectListObjectContinuousRange: method(
    [text('qPath'), list('qRanges'), flag('qSoftLock')],
    (context: EntryContext, path, ranges) => {
      const target = listTarget(context, path);
      return { qSuccess: selectCodes(target, codesInRanges(target.field, ranges.map(readRange)), 'replace') };
    },
  ),
  SearchListObjectFor: method([text('qPath'), text('qMatch')], (context: EntryContext, path, match) => {
    return { qSuccess: search(context, path, match) };
  }),
  AbortListObjectSearch: method([text('qPath')], (context: EntryContext, path) => {
    search(context, path, undefined);
  }),
  AcceptListObjectSearch: method([text('qPath'), flag('qToggleMode'), flag('qSoftLock')], acceptSearch),
  SelectHyperCubeValues: method(
    [text('qPath'), integer('qDimNo'), integers('qValues'), flag('qToggleMode')],
    (context: EntryContext, path, dimension, values, isToggled) => {
      const cube = modalCube(context, path);
      return {
        qSuccess: selectCodes(
          dimensionTarget(context, cube, dimension),
          values,
          isToggled ? 'toggle' : 'replace',
        ),
      };
    },
  ),
  SelectHyperCubeCells: method(
    [
      text('qPath'),
      integers('qRowIndices'),
      integers('qColIndices'),
      flag('qSoftLock'),
      flag('qDeselectOnlyOneSelected'),
    ],
    selectCells,
  ),
  RangeSelectHyperCubeValues: method(
    [
      text('qPath'),
      list('qRanges'),
      integers('qColumnsToSelect'),
      flag('qOrMode'),
      flag('qDeselectOnlyOneSelected'),
    ],
    (context: EntryContext, path, ranges, columns, isOr) => {
      const cube = modalCube(context, path);
      return { qSuccess: selectRows(context, cube, columns, rangeTest(cube, ranges, isOr)) };
    },
  ),
  MultiRangeSelectHyperCubeValues: method(
    [text('qPath'), list('qRanges'), flag('qOrMode'), flag('qDeselectOnlyOneSelected')],
    multiRange,
  ),
  SelectHyperCubeContinuousRange: method(
    [text('qPath'), list('qRanges'), flag('qSoftLock')],
    continuousRange,
  ),
  ClearSelections: method(
    [text('qPath'), integers('qColIndices')],
    (context: EntryContext, path, columns) => {
      for (const target of targetsAt(context, path, columns)) clearField(target);
    },
  ),
  Lock: method([text('qPath'), integers('qColIndices')], (context: EntryContext, path, columns) =>
    setLocked(context, path, columns, true),
  ),
  Unlock: method([text('qPath'), integers('qColIndices')], (context: EntryContext, path, columns) =>
    setLocked(context, path, columns, false),
  ),
  DrillUp: method([text('qPath'), integer('qDimNo'), integer('qNbrSteps')], drillUp),
  BeginSelections: method([texts('qPaths')], ({ document, entry }: EntryContext, paths) => {
    if (document.modal?.entry !== entry) document.beginModal(entry, paths);
  }),
  EndSelections: method([flag('qAccept')], ({ document, entry }: EntryContext, isAccepted) => {
    if (document.modal?.entry === entry) document.endModal(isAccepted ? 'accept' : 'abort');
  }),
  ResetMadeSelections: method([], ({ document, entry }: EntryContext) => {
    if (document.modal?.entry !== entry) return;
    document.selections.resetModal();
    document.entryChanged(entry);
    document.selectionsChanged();
  }),
};
