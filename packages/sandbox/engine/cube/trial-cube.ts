import type { Table } from '../../apps/app-definition.ts';
import { EvaluationScope } from '../expression/evaluation-scope.ts';
import { FieldCatalogue } from '../expression/field-catalogue.ts';
import { DataModel } from '../model/data-model.ts';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { DEFAULT_STATE, maskOf, withField, type SelectionSet } from '../selection/selection-set.ts';
import { computeCube, type Cube } from './cube.ts';
import type { CubeContext } from './columns.ts';
import { fillHyperCubeDef } from './definition.ts';

/** What specs compute cubes in: tables, and texts selected per field. */
export function trialContext(
  tables: readonly Table[],
  selected: Readonly<Record<string, readonly string[]>> = {},
): CubeContext {
  const catalogue = new FieldCatalogue(DataModel.build(tables));
  let set: SelectionSet = new Map();
  for (const [name, texts] of Object.entries(selected)) {
    const field = catalogue.loadedField(name);
    const codes = texts.flatMap((text) => field.symbols.findText(text) ?? []);
    set = withField(set, field, maskOf(field.symbols.size, codes));
  }
  const scope = new EvaluationScope(catalogue, new Map([[DEFAULT_STATE, set]]), {
    variable: () => undefined,
    bookmark: () => undefined,
  });
  const library = { dimension: () => undefined, measure: () => undefined };
  return { scope, liveScope: scope, library, state: DEFAULT_STATE };
}

/** Computes a cube from a definition as a client writes it. */
export function trialCube(definition: JsonObject, context: CubeContext): Cube {
  return computeCube(fillHyperCubeDef(definition), context);
}

/** A dimension sorted by text, with whatever else it has. */
export function byText(field: string, more: JsonObject = {}): JsonObject {
  return { qDef: { qFieldDefs: [field], qSortCriterias: [{ qSortByAscii: 1 }] }, ...more };
}

/** The texts of a table's rows. */
export function rowTexts(pages: unknown): string[][] {
  return toArray(toObject(toArray(pages)[0])['qMatrix']).map((row) =>
    toArray(row).map((cell) => String(toObject(cell)['qText'])),
  );
}
