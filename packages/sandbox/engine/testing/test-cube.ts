import type { Table } from '../../apps/app-definition.ts';
import { EvaluationScope } from '../expression/evaluation-scope.ts';
import { FieldCatalog } from '../expression/field-catalog.ts';
import { DataModel } from '../model/data-model.ts';
import { toArray, toObject, type JsonObject } from '../protocol/json.ts';
import { DEFAULT_STATE, maskOf, withField, type SelectionSet } from '../selection/selection-set.ts';
import { computeCube, type Cube } from '../cube/cube.ts';
import type { CubeContext } from '../cube/columns.ts';
import { fillHyperCubeDef } from '../cube/definition.ts';

/** Returns a context for cubes in specs. @param selected selected texts by field */
export function testCubeContext(
  tables: readonly Table[],
  selected: Readonly<Record<string, readonly string[]>> = {},
): CubeContext {
  const catalog = new FieldCatalog(DataModel.build(tables));
  let set: SelectionSet = new Map();
  for (const [name, texts] of Object.entries(selected)) {
    const field = catalog.loadedField(name);
    const codes = texts.flatMap((text) => field.symbols.findText(text) ?? []);
    set = withField(set, field, maskOf(field.symbols.size, codes));
  }
  const scope = new EvaluationScope(catalog, new Map([[DEFAULT_STATE, set]]), {
    variable: () => undefined,
    bookmark: () => undefined,
  });
  const library = { dimension: () => undefined, measure: () => undefined };
  return { scope, liveScope: scope, library, state: DEFAULT_STATE };
}

/** Computes a cube from a client's definition. */
export function testCube(definition: JsonObject, context: CubeContext): Cube {
  return computeCube(fillHyperCubeDef(definition), context);
}

/** Returns a dimension sorted by text, with additional members. */
export function dimensionByText(field: string, more: JsonObject = {}): JsonObject {
  return { qDef: { qFieldDefs: [field], qSortCriterias: [{ qSortByAscii: 1 }] }, ...more };
}

/** Returns the texts of a table's rows. */
export function rowTexts(pages: unknown): string[][] {
  return toArray(toObject(toArray(pages)[0])['qMatrix']).map((row) =>
    toArray(row).map((cell) => String(toObject(cell)['qText'])),
  );
}
