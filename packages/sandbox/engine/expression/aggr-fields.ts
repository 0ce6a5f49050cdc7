import { deriveTags, type Field } from '../model/field.ts';
import type { Expression, SetExpression } from './ast.ts';
import type { FieldCatalog, RowColumn } from './field-catalog.ts';
import { aggrsIn, rowFieldsIn } from './field-names.ts';
import { mapExpression } from './walk.ts';

/** Provides the values of a field that contains `Aggr`. */
export interface AggrFieldSource {
  readonly fields: FieldCatalog;
  parse(source: string, state: string): Expression;
  rowColumn(expression: Expression, set: SetExpression | undefined, state: string): RowColumn;
}

/** Calculated dimensions with `Aggr`: fields whose values depend on selections. */
export class AggrFields {
  private readonly known = new Map<string, Field>();

  constructor(private readonly source: AggrFieldSource) {}

  /** @throws {ExpressionError} for an invalid expression, or an aggregation outside `Aggr` */
  resolve(text: string, state: string): Field {
    const key = `${state}|${text}`;
    const known = this.known.get(key);
    if (known) return known;
    // In a dimension, a value applies to all records of its combination, because other fields are grouped by it.
    const expression = mapExpression(this.source.parse(text, state), (part) =>
      part.type === 'aggr' ? { ...part, isRepeated: true } : part,
    );
    const { island, tables, symbols, codes } = this.source.rowColumn(expression, undefined, state);
    const selectionField = this.onlyDimension(expression);
    const field: Field = {
      name: text.startsWith('=') ? text : `=${text}`,
      symbols,
      tags: deriveTags(symbols, [], false),
      tables,
      island,
      codes,
      isCalculated: true,
      ...(selectionField ? { selectionField } : {}),
    };
    this.known.set(key, field);
    return field;
  }

  /** Returns the only field of the expression, in which selections are made; undefined for several fields. */
  private onlyDimension(expression: Expression): Field | undefined {
    const names = new Set(rowFieldsIn(expression));
    for (const node of aggrsIn(expression)) for (const { field } of node.dimensions) names.add(field);
    const [name, ...others] = names;
    return name === undefined || others.length > 0 ? undefined : this.source.fields.resolve(name);
  }
}
