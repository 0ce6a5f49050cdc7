import type { Field } from '../model/field.ts';
import { Association } from '../selection/association.ts';
import {
  countMask,
  DEFAULT_STATE,
  NO_SELECTIONS,
  type SelectionSet,
  type SelectionSnapshot,
} from '../selection/selection-set.ts';
import type { Expression, SetExpression } from './ast.ts';
import { expandDollars } from './dollar-expansion.ts';
import type { FieldCatalogue } from './field-catalogue.ts';
import { evaluateGroups, type GroupEvaluationScope } from './group-evaluation.ts';
import { Grouping } from './grouping.ts';
import { evaluateSet, type RecordSet } from './set-evaluation.ts';
import { ExpressionError } from './tokens.ts';
import { isTrue, textOf, type Value } from './value.ts';
import { valueAt, type ValueColumn } from './value-column.ts';

/** What lies outside the data: variables and bookmarks, by name. */
export interface NamedDefinitions {
  variable(name: string): string | undefined;
  bookmark(name: string): SelectionSet | undefined;
}

/** Expressions at one moment: one data model, one set of selections per state, one set of variables. */
export class EvaluationScope implements GroupEvaluationScope {
  private readonly associations = new Map<string, Association>();
  private readonly sets = new Map<string, RecordSet>();
  private readonly variablesInUse = new Set<string>();

  constructor(
    readonly fields: FieldCatalogue,
    readonly snapshot: SelectionSnapshot,
    private readonly named: NamedDefinitions,
  ) {}

  /** The states of values under a state's selections; an unknown state has none. */
  association(state: string): Association {
    const name = state === '' ? DEFAULT_STATE : state;
    const known = this.associations.get(name);
    if (known) return known;
    const association = new Association(this.fields.model, this.snapshot.get(name) ?? NO_SELECTIONS);
    this.associations.set(name, association);
    return association;
  }

  records(set: SetExpression | undefined, state: string): RecordSet {
    if (!set) return this.association(state);
    const key = `${state}|${JSON.stringify(set)}`;
    const known = this.sets.get(key);
    if (known) return known;
    const records = evaluateSet(set, {
      fields: this.fields,
      selectionsNamed: (name) => this.selectionsNamed(name, state),
      valuesWhere: (field, expression) => this.valuesWhere(field, expression, state),
    });
    this.sets.set(key, records);
    return records;
  }

  /** Replaces the dollar expansions of a text. */
  expand(source: string, state = DEFAULT_STATE): string {
    if (!source.includes('$(')) return source;
    return expandDollars(source, {
      variable: (name) => this.named.variable(name),
      evaluate: (expression) => textOf(this.evaluate(expression, state)),
    });
  }

  /**
   * Parses after dollar expansion.
   * @throws {ExpressionError} when the outcome is no expression.
   */
  parse(source: string, state = DEFAULT_STATE): Expression {
    return this.fields.parse(this.expand(source, state));
  }

  /** A dimension's field, after dollar expansion. */
  resolveField(definition: string, state = DEFAULT_STATE): Field {
    return this.fields.resolve(this.expand(definition, state));
  }

  /** One value over everything selected. */
  evaluate(source: string, state = DEFAULT_STATE): Value {
    if (source.trim() === '') return null;
    return valueAt(evaluateGroups(this.parse(source, state), Grouping.single(), this, state), 0);
  }

  /** One value per group. */
  evaluateOver(source: string, grouping: Grouping, state: string): ValueColumn {
    return evaluateGroups(this.parse(source, state), grouping, this, state);
  }

  selectionFunction(name: string, args: readonly Expression[], state: string): Value {
    if (name === 'getcurrentselections') return this.describeSelections(args, state);
    const [target, ...options] = args;
    if (target?.type !== 'field' && target?.type !== 'text') {
      throw new ExpressionError(`Error in expression: ${name} takes a field name`, 0);
    }
    const field = this.fields.resolve(target.type === 'field' ? target.name : target.value);
    const association = this.association(state);
    const states = association.statesOf(field);
    const selected = association.selections.get(field.name)?.mask;
    switch (name) {
      case 'getselectedcount':
        return selected ? countMask(selected) : 0;
      case 'getpossiblecount':
        return countMask(states.possible);
      case 'getexcludedcount':
        return field.symbols.size - countMask(states.possible);
      default:
        return selected
          ? listValues(field, selected, literal(options[0], ', '), Number(literal(options[1], '6')))
          : null;
    }
  }

  variableBehind(name: string): Expression | undefined {
    if (this.fields.model.field(name)) return undefined;
    const definition = this.named.variable(name);
    if (definition === undefined) return undefined;
    if (this.variablesInUse.has(name))
      throw new ExpressionError(`Error in expression: "${name}" is made of itself`, 0);
    this.variablesInUse.add(name);
    try {
      const number = definition.trim() === '' ? Number.NaN : Number(definition);
      if (!Number.isNaN(number)) return { type: 'number', value: number };
      // Only a definition with "=" is calculated; any other is its own text.
      if (!definition.trimStart().startsWith('=')) return { type: 'text', value: this.expand(definition) };
      return literalOf(this.evaluate(definition));
    } finally {
      this.variablesInUse.delete(name);
    }
  }

  /** Values of the field for which an expression is true. */
  valuesWhere(field: Field, expression: string, state: string): Uint8Array {
    const island = this.fields.model.island(field.island);
    const grouping = Grouping.by([field], island, new Uint8Array(island.rowCount).fill(1), [true]);
    const column = this.evaluateOver(expression, grouping, state);
    const mask = new Uint8Array(field.symbols.size);
    grouping.codes[0]?.forEach((code, group) => {
      if (isTrue(valueAt(column, group))) mask[code] = 1;
    });
    return mask;
  }

  private selectionsNamed(name: string, state: string): SelectionSet | undefined {
    if (name === '1') return NO_SELECTIONS;
    if (name === '$') return this.association(state).selections;
    return this.snapshot.get(name) ?? this.named.bookmark(name);
  }

  private describeSelections(args: readonly Expression[], state: string): Value {
    const [between, after, within] = [literal(args[0], '\n'), literal(args[1], ': '), literal(args[2], ', ')];
    const most = Number(literal(args[3], '6'));
    return [...this.association(state).selections.values()]
      .map(({ field, mask }) => `${field.name}${after}${listValues(field, mask, within, most)}`)
      .join(between);
  }
}

/** An expression that yields a value. */
function literalOf(value: Value): Expression {
  if (value === null) return { type: 'call', name: 'null', args: [] };
  if (typeof value === 'number') return { type: 'number', value };
  if (typeof value === 'string') return { type: 'text', value };
  const { text, number } = value;
  return {
    type: 'call',
    name: 'dual',
    args: [
      { type: 'text', value: text },
      { type: 'number', value: number },
    ],
  };
}

/** Selected values as a text, or "3 of 12" when there are more than `most`. */
function listValues(field: Field, mask: Uint8Array, delimiter: string, most: number): string {
  const count = countMask(mask);
  if (count > most) return `${count} of ${field.symbols.size}`;
  const texts: string[] = [];
  mask.forEach((flag, code) => {
    if (flag) texts.push(field.symbols.textOf(code));
  });
  return texts.join(delimiter);
}

function literal(expression: Expression | undefined, fallback: string): string {
  if (expression?.type === 'text') return expression.value;
  return expression?.type === 'number' ? String(expression.value) : fallback;
}
