import { isRecord } from '../../json/is-record.ts';
import { computeCube, type Cube } from '../cube/cube.ts';
import { evaluateExpressionText, expressionIn, scopeOf } from '../cube/columns.ts';
import { fillHyperCubeDef, fillListObjectDef } from '../cube/definition.ts';
import { hyperCubeLayout } from '../cube/hypercube-layout.ts';
import { modeOf } from '../cube/mode.ts';
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
import { staticContent } from './static-content.ts';

/** A layout with the topics that it depends on. */
export interface Layout {
  readonly layout: JsonObject;
  readonly topics: ReadonlySet<Topic>;
}

/** How often computed hypercubes and list objects were looked up, found, added and replaced. */
export interface CacheCounts {
  lookups: number;
  hits: number;
  added: number;
  replaced: number;
}

/** Maximum number of cached cubes per session: enough for the largest sheets. */
const MAX_CUBES = 200;

/** Builds the layouts of a session's objects, and caches their cubes until an input changes. */
export class LayoutBuilder {
  private readonly cubes = new Map<
    string,
    { readonly stamp: readonly unknown[]; readonly made: Cube | ListObject }
  >();

  constructor(
    private readonly document: SessionDocument,
    private readonly counts: CacheCounts,
  ) {}

  /** Returns the layout of a generic object. */
  layoutOf(entry: StoredObject): Layout {
    const topics = new Set<Topic>();
    const properties = this.document.patches.effectiveProperties(entry);
    const { qInfo: _info, qMetaDef: _meta, qExtendsId: extendsId, ...rest } = properties;
    const body = toObject(this.walk(rest, '', entry, topics));
    const isModal = this.document.modal?.entry === entry;
    return {
      layout: {
        qInfo: infoOf(entry),
        qMeta: metaOf(entry),
        ...(extendsId ? { qExtendsId: extendsId } : {}),
        ...(this.document.patches.has(entry) ? { qHasSoftPatches: true } : {}),
        qSelectionInfo: isModal ? { qInSelections: true, ...this.madeSelections() } : {},
        ...body,
      },
      topics,
    };
  }

  /** Returns the hypercube at a path of an object. @throws {QixError} 4 for an invalid path */
  cubeAt(entry: StoredObject, path: string): Cube {
    const definition = this.definitionAt(entry, path, 'qHyperCubeDef');
    const made = this.cached(entry, normalPath(path), () =>
      computeCube(fillHyperCubeDef(definition), this.document.contextFor(entry)),
    );
    if ('grouping' in made) return made;
    throw new QixError(QIX_CODES.invalidPath, 'Invalid path', path);
  }

  /** Returns the pivot table at a path of an object with its expanded nodes. @throws {QixError} 4 for an invalid path */
  pivotAt(entry: StoredObject, path: string): PivotTable {
    const cube = this.cubeAt(entry, path);
    return pivotTable(cube, this.pivotState(entry, path, cube).expansion);
  }

  /** Returns the expanded nodes of a pivot table. */
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

  /** Returns the list object at a path of an object. @throws {QixError} 4 for an invalid path */
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

  /** Returns whether a path refers to a list object rather than a hypercube. */
  isList(entry: StoredObject, path: string): boolean {
    return (
      normalPath(path).endsWith('/qListObjectDef') &&
      isRecord(atPointer(this.document.patches.effectiveProperties(entry), normalPath(path)))
    );
  }

  /** Evaluates the expressions in properties that belong to no generic object, such as those of a list item. */
  evaluateFragment(fragment: unknown, topics: Set<Topic>): unknown {
    return this.walk(fragment, '', undefined, topics);
  }

  private cubeLayout(entry: StoredObject, path: string): JsonObject {
    const cube = this.cubeAt(entry, path);
    if (modeOf(cube.definition) !== 'P') return hyperCubeLayout(cube);
    const { expansion, last } = this.pivotState(entry, path, cube);
    return {
      ...hyperCubeLayout(cube, pivotTable(cube, expansion)),
      ...(last?.scope.snapshot === cube.context.scope.snapshot
        ? { qLastExpandedPos: { qx: last.qx, qy: last.qy } }
        : {}),
    };
  }

  private madeSelections(): JsonObject {
    const { beforeModal, snapshot } = this.document.selections;
    return beforeModal !== snapshot ? { qMadeSelections: true } : {};
  }

  private definitionAt(entry: StoredObject, path: string, name: string): unknown {
    const place = normalPath(path);
    const definition = atPointer(this.document.patches.effectiveProperties(entry), place);
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
    this.counts.lookups += 1;
    if (known?.stamp.every((part, place) => part === stamp[place])) {
      this.counts.hits += 1;
      return known.made;
    }
    const made = make();
    this.counts[this.cubes.delete(key) ? 'replaced' : 'added'] += 1;
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
        topics.add('selections').add('dimensions').add('measures').add('variables');
        result['qListObject'] = listObjectLayout(this.listAt(entry, place));
      } else if (key === 'qStaticContentUrlDef' && isRecord(member)) {
        result['qStaticContentUrl'] = staticContent(member, this.document.app.summary.id);
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

  /** Evaluates `{qStringExpression}` to its text and `{qValueExpression}` to its number. */
  private expressionValue(value: JsonObject, entry: StoredObject | undefined, topics: Set<Topic>): unknown {
    const isText = 'qStringExpression' in value;
    if (!isText && !('qValueExpression' in value)) return undefined;
    const source = expressionIn(value[isText ? 'qStringExpression' : 'qValueExpression']);
    const context = this.document.contextFor(entry);
    topics.add('selections').add('dimensions').add('measures').add('variables');
    if (isText) return evaluateExpressionText(source, context);
    try {
      return jsonNumber(numberOf(scopeOf(context).evaluate(source, context.state)));
    } catch (error) {
      // An invalid expression leaves the value empty, as with labels; the layout is still valid.
      if (error instanceof ExpressionError) return 'NaN';
      throw error;
    }
  }
}

/** Returns the key of a list object's search text, or of a pivot table's state. */
export function searchKey(entry: StoredObject, path: string): string {
  return `${entry.id}|${normalPath(path)}`;
}

/** Returns a path with its leading slash; clients may omit the slash. */
export function normalPath(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}
