import { isRecord } from '../../json/is-record.ts';
import { computeCube, type Cube } from '../cube/cube.ts';
import { evaluated, expressionIn } from '../cube/columns.ts';
import { fillHyperCubeDef, fillListObjectDef } from '../cube/definition.ts';
import { hyperCubeLayout, modeOf } from '../cube/hypercube-layout.ts';
import { computeListObject, listObjectLayout, type ListObject } from '../cube/list-object.ts';
import { initialExpansion } from '../cube/pivot-expansion.ts';
import { pivotLevels } from '../cube/pivot-levels.ts';
import { pivotTable, type PivotTable } from '../cube/pivot-table.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { numberOf } from '../expression/value.ts';
import { atPointer, jsonNumber, toObject, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import type { PivotState, SessionDocument } from '../session/session-document.ts';
import type { Topic } from '../session/handles.ts';
import { isListDefinition, listLayout } from './lists.ts';
import { infoOf, metaOf, type StoredObject } from './stored-object.ts';

/** A layout with what it was made of. */
export interface Layout {
  readonly layout: JsonObject;
  readonly topics: ReadonlySet<Topic>;
}

/** Cubes kept per session: enough for the largest sheets, whatever else comes and goes. */
const MAX_CUBES = 200;

/** Makes layouts of a session's objects, and keeps the cubes behind them until something changes. */
export class LayoutBuilder {
  private readonly cubes = new Map<
    string,
    { readonly stamp: readonly unknown[]; readonly made: Cube | ListObject }
  >();

  constructor(private readonly document: SessionDocument) {}

  /** The layout of a generic object. @throws {QixError} when an initial page is too large. */
  layoutOf(entry: StoredObject): Layout {
    const topics = new Set<Topic>();
    const properties = this.document.effectiveProperties(entry);
    const { qInfo: _info, qMetaDef: _meta, qExtendsId: extendsId, ...rest } = properties;
    const body = toObject(this.walk(rest, '', entry, topics));
    const isModal = this.document.modal?.entry === entry;
    return {
      layout: {
        qInfo: infoOf(entry),
        qMeta: metaOf(entry),
        ...(extendsId ? { qExtendsId: extendsId } : {}),
        ...(this.document.hasSoftPatches(entry) ? { qHasSoftPatches: true } : {}),
        qSelectionInfo: isModal ? { qInSelections: true, ...this.madeSelections() } : {},
        ...body,
      },
      topics,
    };
  }

  /** The hypercube at a path of an object. @throws {QixError} 4 when there is none. */
  cubeAt(entry: StoredObject, path: string): Cube {
    const definition = this.definitionAt(entry, path, 'qHyperCubeDef');
    const made = this.cached(entry, normalPath(path), () =>
      computeCube(fillHyperCubeDef(definition), this.document.contextFor(entry)),
    );
    if ('grouping' in made) return made;
    throw new QixError(QIX_CODES.invalidPath, 'Invalid path', path);
  }

  /** The pivot table at a path of an object, as far as it is open. @throws {QixError} 4 when there is no hypercube. */
  pivotAt(entry: StoredObject, path: string): PivotTable {
    const cube = this.cubeAt(entry, path);
    return pivotTable(cube, this.pivotState(entry, path, cube).expansion);
  }

  /** What is open in a pivot table. */
  pivotState(entry: StoredObject, path: string, cube: Cube): PivotState {
    const key = searchKey(entry, path);
    const origin = JSON.stringify([
      cube.definition['qExpansionState'],
      cube.definition['qAlwaysFullyExpanded'],
    ]);
    const known = this.document.pivots.get(key);
    if (known?.origin === origin) return known;
    const left = pivotLevels(cube).left.filter((level) => level !== 'measures');
    const state = {
      expansion: initialExpansion(cube.definition, cube.dimensions, left),
      origin,
      last: undefined,
    };
    this.document.pivots.set(key, state);
    return state;
  }

  /** The list object at a path of an object. @throws {QixError} 4 when there is none. */
  listAt(entry: StoredObject, path: string): ListObject {
    const definition = this.definitionAt(entry, path, 'qListObjectDef');
    const place = normalPath(path);
    const search = this.document.searches.get(searchKey(entry, place));
    const made = this.cached(entry, place, () =>
      computeListObject(fillListObjectDef(definition), this.document.contextFor(entry), search),
    );
    if ('dimension' in made) return made;
    throw new QixError(QIX_CODES.invalidPath, 'Invalid path', path);
  }

  /** Is there a list object (rather than a hypercube) at that path? */
  isList(entry: StoredObject, path: string): boolean {
    return (
      normalPath(path).endsWith('/qListObjectDef') &&
      isRecord(atPointer(this.document.effectiveProperties(entry), normalPath(path)))
    );
  }

  /** Evaluates what properties other than an object's (a dimension's, a list item's) hold. */
  evaluateFragment(fragment: unknown, topics: Set<Topic>): unknown {
    return this.walk(fragment, '', undefined, topics);
  }

  private cubeLayout(entry: StoredObject, path: string): JsonObject {
    const cube = this.cubeAt(entry, path);
    if (modeOf(cube.definition) !== 'P') return hyperCubeLayout(cube);
    const { expansion, last } = this.pivotState(entry, path, cube);
    return {
      ...hyperCubeLayout(cube, pivotTable(cube, expansion)),
      ...(last?.scope === cube.context.scope ? { qLastExpandedPos: { qx: last.qx, qy: last.qy } } : {}),
    };
  }

  private madeSelections(): JsonObject {
    const { beforeModal, snapshot } = this.document.selections;
    return beforeModal !== snapshot ? { qMadeSelections: true } : {};
  }

  private definitionAt(entry: StoredObject, path: string, name: string): unknown {
    const place = normalPath(path);
    const definition = atPointer(this.document.effectiveProperties(entry), place);
    if (!place.endsWith(`/${name}`) || !isRecord(definition))
      throw new QixError(QIX_CODES.invalidPath, 'Invalid path', path);
    return definition;
  }

  private cached(entry: StoredObject, path: string, make: () => Cube | ListObject): Cube | ListObject {
    const context = this.document.contextFor(entry);
    const search = this.document.searches.get(searchKey(entry, path));
    const stamp = [context.scope, context.liveScope, this.document.revision, search];
    const key = `${entry.id}|${path}`;
    const known = this.cubes.get(key);
    if (known?.stamp.every((part, place) => part === stamp[place])) return known.made;
    const made = make();
    this.cubes.delete(key);
    const [oldest] = this.cubes.keys();
    if (oldest !== undefined && this.cubes.size >= MAX_CUBES) this.cubes.delete(oldest);
    this.cubes.set(key, { stamp, made });
    return made;
  }

  private walk(value: unknown, path: string, entry: StoredObject | undefined, topics: Set<Topic>): unknown {
    if (Array.isArray(value))
      return value.map((item, index) => this.walk(item, `${path}/${index}`, entry, topics));
    if (!isRecord(value)) return value;
    const expression = this.expressionValue(value, entry, topics);
    if (expression !== undefined) return expression;
    const result: JsonObject = {};
    for (const [key, member] of Object.entries(value)) {
      const place = `${path}/${key}`;
      if (key === 'qHyperCubeDef' && isRecord(member) && entry) {
        topics.add('selections').add('dimensions').add('measures').add('variables');
        result['qHyperCube'] = this.cubeLayout(entry, place);
      } else if (key === 'qListObjectDef' && isRecord(member) && entry) {
        topics.add('selections').add('dimensions').add('variables');
        result['qListObject'] = listObjectLayout(this.listAt(entry, place));
      } else if (isListDefinition(key) && isRecord(member)) {
        result[key.replace(/Def$/, '')] = listLayout(key, member, {
          document: this.document,
          builder: this,
          entry,
          topics,
        });
      } else result[key] = this.walk(member, place, entry, topics);
    }
    return result;
  }

  /** `{qStringExpression}` becomes its text, `{qValueExpression}` its number. */
  private expressionValue(value: JsonObject, entry: StoredObject | undefined, topics: Set<Topic>): unknown {
    const isText = 'qStringExpression' in value;
    if (!isText && !('qValueExpression' in value)) return undefined;
    const source = expressionIn(value[isText ? 'qStringExpression' : 'qValueExpression']);
    const context = this.document.contextFor(entry);
    topics.add('selections').add('variables');
    if (isText) return evaluated(source.trimStart().startsWith('=') ? source : `=${source}`, context);
    try {
      return jsonNumber(numberOf(context.scope.evaluate(source, context.state)));
    } catch (error) {
      // As with labels: the layout is there, the value is none.
      if (error instanceof ExpressionError) return 'NaN';
      throw error;
    }
  }
}

/** Where a list object's search text is kept. */
export function searchKey(entry: StoredObject, path: string): string {
  return `${entry.id}|${normalPath(path)}`;
}

/** A path as the engine takes it: with or without its leading slash. */
export function normalPath(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}
