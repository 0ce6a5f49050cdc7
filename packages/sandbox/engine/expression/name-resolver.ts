import type { Expression } from './ast.ts';
import type { FieldCatalog } from './field-catalog.ts';
import { bindNames, type NameSource } from './name-binding.ts';
import type { NamedDefinitions } from './named-definitions.ts';
import { ExpressionError } from './tokens.ts';
import { numberOf, type Value } from './value.ts';
import { literalOf } from './walk.ts';

/** A measure of a chart, as other expressions of the chart refer to it: by `Column(n)` or by its label. */
export interface ChartColumn {
  readonly label: string;
  readonly expression: string;
}

/** The scope of the names. */
export interface NameScope {
  readonly fields: FieldCatalog;
  readonly named: NamedDefinitions;
  /** Returns a text after dollar expansion. */
  expand(source: string, state: string): string;
  /** Returns the value of an expression outside the set expression around the names. */
  evaluate(source: string, state: string): Value;
  /** Returns the value of a bound expression over all selected records. */
  valueOf(expression: Expression, state: string): Value;
}

/** How many variables can be computed for each other, which the stack has room for. */
export const DEEPEST_VARIABLE = 100;

/** Resolves the names in expressions: measures of the chart, master items and variables. */
export class NameResolver {
  /** The definitions that are being resolved. */
  private readonly inUse = new Set<string>();

  constructor(
    private readonly scope: NameScope,
    private readonly columns: readonly ChartColumn[],
  ) {}

  /** Replaces names by what they refer to. @param use `row` for the expression of a dimension */
  bind(expression: Expression, state: string, use: 'value' | 'row'): Expression {
    const source: NameSource = {
      isField: (name) => this.scope.fields.hasField(name),
      variable: (name) => this.variable(name),
      measure: (name) => this.measure(name, state),
      dimension: (name) => this.dimension(name, state),
      column: (position) => this.column(position, state),
    };
    return bindNames(expression, source, use);
  }

  /** Returns the expression of a measure of the chart by its position from 0; undefined for any other position. */
  columnAt(place: number, state: string): Expression | undefined {
    const column = this.columns[place];
    return column && this.columnExpression(place, column, state);
  }

  /**
   * Within its own expression, the label of a measure is a variable or a field; otherwise a measure of the chart is recursive, as in
   * `[Label] + Above([Label])`.
   * @throws {ExpressionError} for a master measure that refers to itself
   */
  private measure(label: string, state: string): Expression | undefined {
    const place = this.columns.findIndex((column) => column.label === label);
    const column = this.columns[place];
    if (column && !this.inUse.has(columnKey(place))) return this.columnExpression(place, column, state);
    const definition = this.scope.named.measure?.(label);
    const key = `measure ${label}`;
    if (definition !== undefined && !this.inUse.has(key))
      return this.using(key, () => this.definition(definition, state, 'value'));
    const isOther = this.scope.named.variable(label) !== undefined || this.scope.fields.hasField(label);
    if (isOther || (!column && definition === undefined)) return undefined;
    if (column) return { type: 'call', name: 'column', args: [{ type: 'number', value: place + 1 }] };
    throw selfReference(label);
  }

  private dimension(name: string, state: string): Expression | undefined {
    const definition = this.scope.named.dimension?.(name);
    const key = `dimension ${name}`;
    if (definition === undefined || this.inUse.has(key)) return undefined;
    return this.using(key, () => this.definition(definition, state, 'row'));
  }

  /** `Column(n)`; null where the chart has no such measure, and within that measure. */
  private column(position: Expression, state: string): Expression {
    const place = numberOf(this.scope.valueOf(this.bind(position, state, 'value'), state)) - 1;
    const column = this.columns[place];
    if (!column || this.inUse.has(columnKey(place))) return literalOf(null);
    return this.columnExpression(place, column, state);
  }

  private columnExpression(place: number, { expression }: ChartColumn, state: string): Expression {
    if (expression.trim() === '') return literalOf(null);
    return this.using(columnKey(place), () => this.definition(expression, state, 'value'));
  }

  private definition(source: string, state: string, use: 'value' | 'row'): Expression {
    const { scope } = this;
    // The definition of a dimension can be a field name without quotes that is no expression.
    if (use === 'row' && scope.fields.hasField(source)) return { type: 'field', name: source };
    return this.bind(scope.fields.parse(scope.expand(source, state)), state, use);
  }

  private variable(name: string): Expression | undefined {
    const definition = this.scope.named.variable(name);
    if (definition === undefined) return undefined;
    const key = `variable ${name}`;
    if (this.inUse.has(key)) throw selfReference(name);
    if (this.inUse.size >= DEEPEST_VARIABLE) throw tooDeep(name);
    return this.using(key, () => this.variableValue(definition));
  }

  private variableValue(definition: string): Expression {
    const number = definition.trim() === '' ? Number.NaN : Number(definition);
    if (!Number.isNaN(number)) return { type: 'number', value: number };
    // Only a definition with "=" is evaluated; any other definition is a text.
    if (!definition.trimStart().startsWith('='))
      return { type: 'text', value: this.scope.expand(definition, '') };
    return literalOf(this.scope.evaluate(definition, ''));
  }

  private using<T>(key: string, resolve: () => T): T {
    this.inUse.add(key);
    try {
      return resolve();
    } finally {
      this.inUse.delete(key);
    }
  }
}

/** The error of a variable in a longer row of variables than {@link DEEPEST_VARIABLE}. */
export function tooDeep(name: string): ExpressionError {
  return new ExpressionError(
    `Error in expression: "${name}" is more than ${DEEPEST_VARIABLE} variables deep in others`,
    0,
  );
}

/** The error of a name that refers to itself. */
export function selfReference(name: string): ExpressionError {
  return new ExpressionError(`Error in expression: "${name}" refers to itself`, 0);
}

function columnKey(place: number): string {
  return `column ${place}`;
}
