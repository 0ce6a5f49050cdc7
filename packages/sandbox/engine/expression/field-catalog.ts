import type { DataModel } from '../model/data-model.ts';
import { deriveTags, type Field } from '../model/field.ts';
import type { Aggr, Expression } from './ast.ts';
import { compile, type Evaluator } from './compile.ts';
import { aggrsIn, hasAggregation, rowFieldsIn } from './field-names.ts';
import { parseExpression } from './parser.ts';
import { DEFAULT_SETTINGS, type RegionalSettings } from './regional-settings.ts';
import { ExpressionError } from './tokens.ts';
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
  /** Tables of the expression's fields; empty for a constant. */
  readonly tables: readonly number[];
}

/** The values of an `Aggr` over the rows of its island. */
export interface AggrColumn {
  readonly island: number;
  readonly values: ValueColumn;
}

const MAX_CACHED = 500;

/**
 * Fields and row expressions of a data model. Row expressions do not depend on selections: each is evaluated once and
 * cached as typed arrays.
 */
export class FieldCatalog {
  private readonly calculated = new Map<string, Field>();
  private readonly columns = new Map<string, RowColumn>();
  private readonly parsed = new Map<string, Expression>();

  /** @param settings the formats of the script that loaded the data */
  constructor(
    readonly model: DataModel,
    readonly settings: RegionalSettings = DEFAULT_SETTINGS,
  ) {}

  /**
   * Parses an expression; results are cached.
   * @throws {ExpressionError} for an invalid expression
   */
  parse(source: string): Expression {
    const known = this.parsed.get(source);
    if (known) return known;
    return cacheValue(this.parsed, source, parseExpression(source));
  }

  /**
   * Returns the field of a dimension definition: a field, `[field]`, or `=expression` over rows, which defines a calculated field.
   * @throws {ExpressionError} for an unknown field, an invalid expression or an aggregation
   */
  resolve(definition: string): Field {
    const text = definition.trim();
    const direct = this.model.field(text) ?? this.model.field(unquote(text));
    if (direct) return direct;
    const known = this.calculated.get(text);
    if (known) return known;
    const expression = this.parse(text);
    if (expression.type === 'field' && !expression.set) return this.loadedField(expression.name);
    if (!text.startsWith('=') && rowFieldsIn(expression).size === 0) throw unknownFieldError(text);
    const { island, tables, symbols, codes } = this.rowColumn(expression);
    const field: Field = {
      name: text.startsWith('=') ? text : `=${text}`,
      symbols,
      tags: deriveTags(symbols, [], false),
      tables,
      island,
      codes,
      isCalculated: true,
    };
    return cacheValue(this.calculated, text, field);
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
    const field = this.model.field(name) ?? this.calculated.get(name);
    if (!field) throw unknownFieldError(name);
    return field;
  }

  /**
   * Computes the values of a row expression without the cache.
   * @param aggr returns the values of an `Aggr`
   */
  computeColumn(expression: Expression, aggr: (node: Aggr) => AggrColumn = rejectAggr): RowColumn {
    if (expression.type === 'field' && !expression.set) {
      const field = this.loadedField(expression.name);
      return { ...columnOfField(field), island: field.island, tables: field.tables.slice(0, 1) };
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
    const [island = 0] = islands;
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
    const column = collectValues(this.model.islands[island]?.rowCount ?? 0, evaluate);
    // A value of Aggr belongs to a joined record: deduplication considers all tables of the island.
    const tables = aggrs.size > 0 ? this.model.island(island).tables : this.tablesOf(fields, island);
    return { ...encodeColumn(column, this.settings.marks.decimal), island, tables };
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

function unquote(text: string): string {
  const match = /^\[((?:[^\]]|\]\])*)\]$/.exec(text) ?? /^"((?:[^"]|"")*)"$/.exec(text);
  return match?.[1]?.replaceAll(']]', ']') ?? text;
}

function rejectAggr(): never {
  throw new ExpressionError('Error in expression: Aggr is not allowed here', 0);
}

function unknownFieldError(name: string): ExpressionError {
  return new ExpressionError(`Error in expression: there is no field "${name}"`, 0);
}

function cacheValue<T>(cache: Map<string, T>, key: string, value: T): T {
  if (cache.size >= MAX_CACHED) {
    const [oldest] = cache.keys();
    if (oldest !== undefined) cache.delete(oldest);
  }
  cache.set(key, value);
  return value;
}
