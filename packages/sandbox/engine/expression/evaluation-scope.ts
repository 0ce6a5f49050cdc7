import type { Field } from '../model/field.ts';
import { Association } from '../selection/association.ts';
import {
  DEFAULT_STATE,
  NO_SELECTIONS,
  type SelectionSet,
  type SelectionSnapshot,
} from '../selection/selection-set.ts';
import { aggrColumn } from './aggr.ts';
import { isScriptAggregation } from './aggregation-names.ts';
import { appFunction } from './app-functions.ts';
import type { Call, Expression, SetExpression } from './ast.ts';
import { AggrFields } from './aggr-fields.ts';
import type { ChartOrder } from './chart-rows.ts';
import { APP_FUNCTIONS, contextualArguments, SELECTION_FUNCTIONS } from './contextual-functions.ts';
import { checkArguments } from './compile.ts';
import { expandDollars } from './dollar-expansion.ts';
import { UnknownFieldError, type FieldCatalog, type RowColumn } from './field-catalog.ts';
import { hasAggr, isInterRecord } from './field-names.ts';
import { evaluateGroups, type GroupEvaluationScope } from './group-evaluation.ts';
import { Grouping } from './grouping.ts';
import type { RegionalSettings } from './regional-settings.ts';
import { DEEPEST_VARIABLE, NameResolver, selfReference, tooDeep, type ChartColumn } from './name-resolver.ts';
import type { NamedDefinitions } from './named-definitions.ts';
import { selectionFunction } from './selection-functions.ts';
import { withOuterSet } from './set-context.ts';
import { evaluateSet, type RecordSet } from './set-evaluation.ts';
import { parseSet } from './set-parser.ts';
import { withTimerMode } from './timer-functions.ts';
import { ExpressionError } from './tokens.ts';
import { isValueList, valuesOfList } from './value-lists.ts';
import type { Value } from './value.ts';
import type { ObjectView } from './object-functions.ts';
import { valueAt, type ValueColumn } from './value-column.ts';
import { literalOf, mapExpression } from './walk.ts';

export type { NamedDefinitions } from './named-definitions.ts';

/** What scopes of the same selections have in common: it does not depend on the object. */
class ScopeCaches {
  readonly associations = new Map<string, Association>();
  readonly sets = new Map<string, RecordSet>();
  readonly rowColumns = new Map<string, RowColumn>();
}

/** An outer set expression of all expressions. */
interface SetContext {
  readonly set: SetExpression;
  /** The scope without the set, for variables, dollar expansion and searches, which do not inherit it. */
  readonly outside: EvaluationScope;
}

/** The measures of a chart, which its expressions refer to. */
interface ChartContext {
  readonly columns: readonly ChartColumn[];
  /** The scope without the chart, which has the caches. */
  readonly base: EvaluationScope;
}

/** Evaluates expressions for a fixed data model, fixed selections of all states, and fixed variables. */
export class EvaluationScope implements GroupEvaluationScope {
  private readonly scopesWithin = new Map<string, EvaluationScope>();
  private readonly scopesOfCharts = new Map<string, EvaluationScope>();
  /** The master dimensions that are being resolved. */
  private readonly dimensionsInUse = new Set<string>();
  /** The variables whose values are being computed. */
  private readonly variablesInUse = new Set<string>();
  private readonly aggrFields: AggrFields;
  private readonly names: NameResolver;

  constructor(
    readonly fields: FieldCatalog,
    readonly snapshot: SelectionSnapshot,
    private readonly named: NamedDefinitions,
    private readonly context?: SetContext,
    private readonly chart?: ChartContext,
    private readonly caches = new ScopeCaches(),
  ) {
    this.aggrFields = new AggrFields(this);
    this.names = new NameResolver(
      {
        fields,
        named,
        expand: (source, ownState) => this.expand(source, ownState),
        evaluate: (source, ownState) => this.outside.evaluate(source, ownState),
        valueOf: (expression, ownState) => this.valueOf(expression, ownState),
      },
      chart?.columns ?? [],
    );
  }

  /** Returns the association of a state; an unknown state has no selections. */
  association(state: string): Association {
    if (this.chart) return this.chart.base.association(state);
    const name = state === '' ? DEFAULT_STATE : state;
    const known = this.caches.associations.get(name);
    if (known) return known;
    const association = new Association(this.fields.model, this.snapshot.get(name) ?? NO_SELECTIONS);
    this.caches.associations.set(name, association);
    return association;
  }

  /**
   * Returns a scope of expressions inside a set expression, in `{}` or without, as `qContextSetExpression` has it.
   * @throws {ExpressionError} for an invalid set expression
   */
  within(setSource: string, state: string): EvaluationScope {
    const text = this.expand(setSource, state).trim();
    const key = `${state}|${text}`;
    const known = this.scopesWithin.get(key);
    if (known) return known;
    const set = parseSet(text.startsWith('{') ? text : `{${text}}`);
    const scope = new EvaluationScope(this.fields, this.snapshot, this.named, { set, outside: this });
    // An unknown name in the set is an error now.
    scope.records(set, state);
    this.scopesWithin.set(key, scope);
    return scope;
  }

  /** Returns a scope of the expressions of an object, for functions such as `GetObjectField`. */
  forObject(object: ObjectView): EvaluationScope {
    const { context, named } = this;
    return new EvaluationScope(
      this.fields,
      this.snapshot,
      { ...named, object },
      context && { ...context, outside: context.outside.forObject(object) },
      this.chart,
      this.caches,
    );
  }

  /** Returns a scope in which expressions can refer to the measures of a chart, by `Column(n)` or by label. */
  inChart(columns: readonly ChartColumn[]): EvaluationScope {
    if (columns.length === 0) return this;
    const key = JSON.stringify(columns);
    const known = this.scopesOfCharts.get(key);
    if (known) return known;
    const { fields, snapshot, named, context } = this;
    const scope = new EvaluationScope(fields, snapshot, named, context, { columns, base: this });
    this.scopesOfCharts.set(key, scope);
    return scope;
  }

  records(set: SetExpression | undefined, state: string): RecordSet {
    if (this.chart) return this.chart.base.records(set, state);
    if (!set) return this.context ? this.records(this.context.set, state) : this.association(state);
    const key = `${state}|${JSON.stringify(set)}`;
    const known = this.caches.sets.get(key);
    if (known) return known;
    const records = evaluateSet(set, {
      fields: this.fields,
      context: this.association(state).selections,
      findSelections: (name) => this.findSelections(name),
      valuesWhere: (field, expression) => this.outside.valuesWhere(field, expression, state),
    });
    // A search can contain a function over the object.
    if (!/object/i.test(key)) this.caches.sets.set(key, records);
    return records;
  }

  rowColumn(expression: Expression, set: SetExpression | undefined, state: string): RowColumn {
    if (!hasAggr(expression)) return this.fields.rowColumn(expression);
    if (this.chart) return this.chart.base.rowColumn(expression, set, state);
    const key = `${state}|${JSON.stringify([set, expression])}`;
    const known = this.caches.rowColumns.get(key);
    if (known) return known;
    const column = this.fields.computeColumn(expression, (node) => aggrColumn(node, this, set, state));
    this.caches.rowColumns.set(key, column);
    return column;
  }

  /** Returns a text after dollar expansion. */
  expand(source: string, state = DEFAULT_STATE): string {
    if (!source.includes('$(')) return source;
    return expandDollars(source, {
      settings: this.settings,
      variable: (name) => this.named.variable(name),
      evaluate: (expression, variable) =>
        variable === undefined
          ? this.outside.evaluate(expression, state)
          : this.outside.evaluateVariable(variable, expression, state),
    });
  }

  /** @throws {ExpressionError} for a variable whose value depends on itself */
  private evaluateVariable(name: string, definition: string, state: string): Value {
    // With parameters, a variable can use itself with other ones, and end.
    const key = `${name}=${definition}`;
    if (this.variablesInUse.has(key)) throw selfReference(name);
    if (this.variablesInUse.size === DEEPEST_VARIABLE) throw tooDeep(name);
    this.variablesInUse.add(key);
    try {
      return this.evaluate(definition, state);
    } finally {
      this.variablesInUse.delete(key);
    }
  }

  /**
   * Parses an expression after dollar expansion. Names are replaced by what they refer to, and functions over selections and the app by
   * their values.
   * @throws {ExpressionError} for an invalid expression
   */
  parse(source: string, state = DEFAULT_STATE): Expression {
    const bound = this.bind(this.fields.parse(this.expand(source, state)), state, 'value');
    return this.context ? withOuterSet(bound, this.context.set) : bound;
  }

  /**
   * Returns the field of a dimension after dollar expansion: a field, a master dimension by its name, or an expression over rows. A field
   * with `Aggr` is valid for this scope only.
   * @throws {ExpressionError} for an unknown field, or an invalid expression
   */
  resolveField(definition: string, state = DEFAULT_STATE): Field {
    const text = this.expand(definition, state).trim();
    if (this.fields.hasField(text)) return this.fields.resolve(text);
    const parsed = this.fields.parse(text);
    if (parsed.type === 'field' && !parsed.set) return this.fieldNamed(parsed.name, state);
    if (/\baggr\s*\(/i.test(text)) return this.aggrFields.resolve(text, state);
    const bound = this.bind(parsed, state, 'row');
    if (bound.type === 'field' && !bound.set) return this.fields.loadedField(bound.name);
    return this.fields.calculatedField(text, bound);
  }

  /** Like {@link resolveField}; an unknown field has no values, as in Qlik. */
  dimensionField(definition: string, state = DEFAULT_STATE): Field {
    try {
      return this.resolveField(definition, state);
    } catch (error) {
      if (error instanceof UnknownFieldError) return this.fields.unknownField(error.fieldName);
      throw error;
    }
  }

  /** Returns the value of an expression over all selected records. */
  evaluate(source: string, state = DEFAULT_STATE): Value {
    if (source.trim() === '') return null;
    return this.settings.written(this.valueOf(this.parse(source, state), state));
  }

  /** Returns one value per group. @param chart the order of groups, for inter-record functions such as `Above` */
  evaluateOver(source: string, grouping: Grouping, state: string, chart?: ChartOrder): ValueColumn {
    return evaluateGroups(this.parse(source, state), grouping, this, state, chart);
  }

  columnExpression(place: number, state: string): Expression | undefined {
    const expression = this.names.columnAt(place, state);
    return expression && mapExpression(expression, (part) => this.bindCall(part, state));
  }

  /** Returns whether an expression accesses other rows of a chart, as `Above` does; `evaluateOver` needs the chart's order then. */
  dependsOnOrder(source: string, state: string): boolean {
    return isInterRecord(this.parse(source, state));
  }

  /** Returns the values of a field for which an expression is true. */
  valuesWhere(field: Field, expression: string, state: string): Uint8Array {
    const island = this.fields.model.island(field.island);
    const grouping = Grouping.by([field], island, new Uint8Array(island.rowCount).fill(1), [true]);
    const column = this.evaluateOver(expression, grouping, state);
    const mask = new Uint8Array(field.symbols.size);
    grouping.codes[0]?.forEach((code, group) => {
      if (this.settings.isTrue(valueAt(column, group))) mask[code] = 1;
    });
    return mask;
  }

  /** The formats of the app. */
  get settings(): RegionalSettings {
    return this.fields.settings;
  }

  private get outside(): EvaluationScope {
    return this.context?.outside ?? this;
  }

  private bind(expression: Expression, state: string, use: 'value' | 'row'): Expression {
    return mapExpression(this.names.bind(expression, state, use), (part) => this.bindCall(part, state));
  }

  private bindCall(part: Expression, state: string): Expression {
    if (part.type === 'aggregation' && isScriptAggregation(part.name))
      throw new ExpressionError(`Error in expression: ${part.name} is a function of load scripts`, 0);
    if (part.type !== 'call') return part;
    if (isValueList(part.name)) {
      const list = valuesOfList(part, (argument) => this.valueOf(argument, state));
      return { type: 'field', name: this.fields.valueList(list).name };
    }
    const isOverSelections = Object.hasOwn(SELECTION_FUNCTIONS, part.name);
    if (!isOverSelections && !Object.hasOwn(APP_FUNCTIONS, part.name))
      return withTimerMode(part, this.named.app);
    const [minArguments, maxArguments] = contextualArguments(part.name) ?? [0, 0];
    checkArguments(part.name, part.args.length, minArguments, maxArguments);
    return literalOf(this.constantOf(part, isOverSelections, state));
  }

  private valueOf(expression: Expression, state: string): Value {
    return valueAt(evaluateGroups(expression, Grouping.single(), this, state), 0);
  }

  /** Returns a loaded field, or the field of a master dimension. */
  private fieldNamed(name: string, state: string): Field {
    const definition = this.fields.hasField(name) ? undefined : this.named.dimension?.(name);
    if (definition === undefined || this.dimensionsInUse.has(name)) return this.fields.loadedField(name);
    this.dimensionsInUse.add(name);
    try {
      return this.resolveField(definition, state);
    } finally {
      this.dimensionsInUse.delete(name);
    }
  }

  private constantOf(call: Call, isOverSelections: boolean, state: string): Value {
    const resolve = (field: string): Field => this.resolveField(field, state);
    if (isOverSelections)
      return selectionFunction(call, {
        state,
        associationOf: (name) => this.association(name),
        resolve,
        valueOf: (argument) => this.valueOf(argument, state),
      });
    const { app: facts, object } = this.named;
    return appFunction(call, { facts, object, settings: this.settings, resolve, state });
  }

  /** Returns the selections of `1`, `$`, `$2` (two steps back), `$_1` (one step forward), a state, or a bookmark. */
  private findSelections(name: string): SelectionSet | undefined {
    if (name === '1') return NO_SELECTIONS;
    // `$` is the default state, also in an object with an alternate state.
    if (name === '$' || name === '$0') return this.association(DEFAULT_STATE).selections;
    const step = /^\$(_?)(\d+)$/.exec(name);
    if (step) {
      const snapshot = this.named.step?.((step[1] === '_' ? -1 : 1) * Number(step[2]));
      // There are no selections before the first step of the history and after the last one.
      return snapshot?.get(DEFAULT_STATE) ?? NO_SELECTIONS;
    }
    return this.snapshot.get(name) ?? this.named.bookmark(name);
  }
}
