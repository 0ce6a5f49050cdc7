import type { DataModel } from '../model/data-model.ts';
import { deriveTags, type Field } from '../model/field.ts';
import { NULL_CODE, SymbolTable } from '../model/symbol-table.ts';
import type { Aggr, Expression } from './ast.ts';
import { compile, type Evaluator } from './compile.ts';
import { aggrsIn, hasAggregation, rowFieldsIn } from './field-names.ts';
import { parseExpression } from './parser.ts';
import { DEFAULT_SETTINGS, type RegionalSettings } from './regional-settings.ts';
import { ExpressionError } from './tokens.ts';
import type { ValueList } from './value-lists.ts';
import {
  collectValues,
  columnOfField,
  encodeColumn,
  valueAt,
  valueOfCode,
  type EncodedColumn,
  type ValueColumn,
} from './value-column.ts';

/** A row expression evaluated over an island. */
export interface RowColumn extends EncodedColumn {
  readonly island: number;
  /** Tables of the expression's fields. */
  readonly tables: readonly number[];
  /** True for an expression without fields, which has its value in every record of any island. */
  readonly isConstant: boolean;
}

/** The values of an `Aggr` over the rows of its island. */
export interface AggrColumn {
  readonly island: number;
  readonly values: ValueColumn;
}

/** A field that is not in the data model. */
export class UnknownFieldError extends ExpressionError {
  constructor(readonly fieldName: string) {
    super(`Error in expression: there is no field "${fieldName}"`, 0);
    this.name = 'UnknownFieldError';
  }
}

const MAX_CACHED = 500;
const NONE: ReadonlyMap<string, string> = new Map();

/**
 * Fields and row expressions of a data model. Row expressions do not depend on selections: each is evaluated once and
 * cached as typed arrays.
 */
export class FieldCatalog {
  private readonly calculated = new Map<string, Field>();
  private readonly valueLists = new Map<string, Field>();
  private readonly columns = new Map<string, RowColumn>();
  private readonly parsed = new Map<string, Expression>();

  /**
   * @param settings the formats of the script that loaded the data
   */
  constructor(
    readonly model: DataModel,
    readonly settings: RegionalSettings = DEFAULT_SETTINGS,
    /** Fields on the fly: names with definitions of calculated fields. */
    readonly onTheFly: ReadonlyMap<string, string> = NONE,
  ) {}

  /** Returns a catalog of the same data with other fields on the fly. */
  withOnTheFly(onTheFly: ReadonlyMap<string, string>): FieldCatalog {
    return onTheFly === this.onTheFly ? this : new FieldCatalog(this.model, this.settings, onTheFly);
  }

  /**
   * Parses an expression; results are cached.
   * @throws {ExpressionError} for an invalid expression
   */
  parse(source: string): Expression {
    const known = this.parsed.get(source);
    if (known) return known;
    return cacheValue(this.parsed, source, parseExpression(source));
  }

  /** Returns whether a loaded field, a system field, a field on the fly, or a calculated dimension (`=Year + 1`) has that name. */
  hasField(name: string): boolean {
    return this.model.field(name) !== undefined || this.calculated.has(name) || this.onTheFly.has(name);
  }

  /**
   * Returns the field of a dimension definition: a field, `[field]`, or `=expression` over rows, which defines a calculated field.
   * @throws {ExpressionError} for an unknown field, an invalid expression or an aggregation
   */
  resolve(definition: string): Field {
    const text = definition.trim();
    const direct = this.model.field(text) ?? this.model.field(unquote(text));
    if (direct) return direct;
    const [onTheFly] = [text, unquote(text)].filter((name) => this.onTheFly.has(name));
    if (onTheFly !== undefined) return this.loadedField(onTheFly);
    const expression = this.parse(text);
    if (expression.type === 'field' && !expression.set) return this.loadedField(expression.name);
    return this.calculatedField(text, expression);
  }

  /**
   * Returns the calculated field of a definition. @param expression the definition after names were replaced
   * @throws {ExpressionError} for an unknown field, or an aggregation
   */
  calculatedField(definition: string, expression: Expression): Field {
    const name = definition.startsWith('=') ? definition : `=${definition}`;
    const isAsWritten = this.parse(definition) === expression;
    const key = isAsWritten ? name : `${name}|${JSON.stringify(expression)}`;
    const known = this.calculated.get(key);
    if (known) return known;
    if (!definition.startsWith('=') && rowFieldsIn(expression).size === 0)
      throw new UnknownFieldError(definition);
    const { island, tables, symbols, codes } = this.rowColumn(expression);
    const tags = deriveTags(symbols, [], false);
    return cacheValue(this.calculated, key, {
      ...{ name, symbols, tags, tables, island, codes, isCalculated: true },
    });
  }

  /** Returns the field of a synthetic dimension: its values have no records of the data model. */
  valueList({ name, values }: ValueList): Field {
    const known = this.valueLists.get(name);
    if (known) return known;
    const symbols = new SymbolTable();
    const codes = Int32Array.from(values, (value) => symbols.intern(value));
    const island = this.model.addSeparateRows(codes.length);
    const tags = deriveTags(symbols, [], false);
    return cacheValue(this.valueLists, name, {
      ...{ name, symbols, tags, tables: [], island, codes, isCalculated: true, isSelectable: false },
    });
  }

  /** True when expressions have used synthetic dimensions. */
  get hasValueLists(): boolean {
    return this.valueLists.size > 0;
  }

  /** Returns the field of a synthetic dimension by its name; undefined for any other field. */
  valueListNamed(name: string): Field | undefined {
    return this.valueLists.get(name);
  }

  /** Returns a field without values, with one record: what an unknown field is as a dimension. */
  unknownField(name: string): Field {
    const island = this.model.addSeparateRows(1);
    const codes = Int32Array.of(NULL_CODE);
    const common = { name, symbols: new SymbolTable(), tags: [], tables: [], isCalculated: false };
    return { ...common, island, codes, isSelectable: false };
  }

  /**
   * Returns the values of a row expression; results are cached.
   * @throws {ExpressionError} for an aggregation, an unknown field, or tables that are not associated
   */
  rowColumn(expression: Expression): RowColumn {
    const key = JSON.stringify(expression);
    return this.columns.get(key) ?? cacheValue(this.columns, key, this.computeColumn(expression));
  }

  /** @throws {ExpressionError} for an unknown field */
  loadedField(name: string): Field {
    const known = this.model.field(name) ?? this.valueLists.get(name) ?? this.calculated.get(name);
    const definition = known ? undefined : this.onTheFly.get(name);
    const field = definition === undefined ? known : this.resolve(definition);
    if (!field) throw new UnknownFieldError(name);
    return field;
  }

  /**
   * Computes the values of a row expression without the cache.
   * @param aggr returns the values of an `Aggr`
   */
  computeColumn(expression: Expression, aggr: (node: Aggr) => AggrColumn = rejectAggr): RowColumn {
    if (expression.type === 'field' && !expression.set) {
      const field = this.loadedField(expression.name);
      const { island, tables } = field;
      return { ...columnOfField(field), island, tables: tables.slice(0, 1), isConstant: false };
    }
    if (hasAggregation(expression)) {
      throw new ExpressionError('Error in expression: nested aggregation is not allowed without Aggr', 0);
    }
    const fields = [...rowFieldsIn(expression)].map((name) => this.loadedField(name));
    const aggrs = new Map(aggrsIn(expression).map((node) => [node, aggr(node)]));
    const islands = new Set([...fields, ...aggrs.values()].map((source) => source.island));
    if (islands.size > 1) {
      throw new ExpressionError('Error in expression: its fields are in tables that are not associated', 0);
    }
    const isConstant = fields.length === 0 && aggrs.size === 0;
    const [island = this.constantIsland] = islands;
    const evaluate = compile(expression, {
      settings: this.settings,
      field: (name, set): Evaluator => {
        if (set) throw new ExpressionError('Error in expression: a set expression needs an aggregation', 0);
        const { codes, symbols } = this.loadedField(name);
        return (row) => valueOfCode(symbols, codes[row] ?? -1);
      },
      aggregation: () => {
        throw new ExpressionError('Error in expression: nested aggregation is not allowed', 0);
      },
      aggr: (node): Evaluator => {
        const values = aggrs.get(node)?.values;
        return (row) => (values ? valueAt(values, row) : null);
      },
      contextual: ({ name }) => {
        throw new ExpressionError(`Error in expression: ${name} is not allowed in a row expression`, 0);
      },
    });
    const column = collectValues(this.model.island(island).rowCount, evaluate);
    // A value of Aggr belongs to a joined record: deduplication considers all tables of the island.
    const tables = aggrs.size > 0 ? this.model.island(island).tables : this.tablesOf(fields, island);
    return { ...encodeColumn(column, this.settings.marks.decimal), island, tables, isConstant };
  }

  /** An expression without fields has the records of the first tables; without tables it has one record. */
  private get constantIsland(): number {
    return this.model.islands.length > 0 ? 0 : this.model.addSeparateRows(1);
  }

  /** Returns one table with all fields, else the tables on the paths between the fields. */
  private tablesOf(fields: readonly Field[], island: number): readonly number[] {
    const [first, ...others] = fields;
    if (!first) return [];
    const common = first.tables.find((table) => others.every((field) => field.tables.includes(table)));
    if (common !== undefined) return [common];
    const { parents } = this.model.island(island);
    const paths = fields.map((field) => {
      const path: number[] = [];
      for (let table = field.tables[0]; table !== undefined; table = parents.get(table)) path.push(table);
      return path;
    });
    const shared = paths[0]?.find((table) => paths.every((path) => path.includes(table)));
    const tables = new Set(shared === undefined ? [] : [shared]);
    for (const path of paths)
      for (const table of path.slice(0, path.indexOf(shared ?? -1))) tables.add(table);
    return [...tables];
  }
}

/** The name of a field without the brackets or quotation marks around it; any other text as it is. */
export function unquote(text: string): string {
  const match = /^\[((?:[^\]]|\]\])*)\]$/.exec(text) ?? /^"((?:[^"]|"")*)"$/.exec(text);
  return match?.[1]?.replaceAll(']]', ']') ?? text;
}

function rejectAggr(): never {
  throw new ExpressionError('Error in expression: Aggr is not allowed here', 0);
}

function cacheValue<T>(cache: Map<string, T>, key: string, value: T): T {
  if (cache.size >= MAX_CACHED) {
    const [oldest] = cache.keys();
    if (oldest !== undefined) cache.delete(oldest);
  }
  cache.set(key, value);
  return value;
}
